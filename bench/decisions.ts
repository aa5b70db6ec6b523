import { type Row, say, show } from "./report.ts";
import type { Seeded, Server } from "./server.ts";
import { SECONDS } from "./settings.ts";
import { failures, over, takeTurns } from "./turns.ts";
import { type Burst, measure } from "./wrk.ts";

const CONNECTIONS = 32;
const WARM_SECONDS = 10;
const WARM_LIMIT_SECONDS = 120;

interface Sizes<Value> {
  few: Value;
  many: Value;
}

/** The time of a decision among many keys, against among few: each request with a key at random, on warm servers. */
export async function measureDecisions(
  servers: Sizes<Server>,
  seeded: Sizes<Seeded>,
  total: number,
): Promise<Row> {
  const burst = (size: keyof Sizes<unknown>): Burst => ({
    url: `${servers[size].gateUrl}/gate`,
    keys: seeded[size].keys,
    seconds: SECONDS,
    connections: CONNECTIONS,
  });
  const asked = await askAboutEach(burst("many"), total);
  const turn = (size: keyof Sizes<unknown>) => ({
    process: servers[size].process,
    measure: () => measure({ ...burst(size), pick: "random" }),
  });
  const rounds = await takeTurns("Decisions", { few: turn("few"), many: turn("many") });
  const ratio = over(rounds, ({ few, many }) => few.requestsPerSecond / many.requestsPerSecond);
  const few = over(rounds, (round) => round.few.requestsPerSecond);
  const many = over(rounds, (round) => round.many.requestsPerSecond);
  const rates = `${show(many)} and ${show(few)} requests/s`;
  const warm = asked < total ? `; only ${show(asked)} of the keys were warm` : "";
  return {
    what: "Time of a decision of `/gate` with 1,000,000 keys, each at random, against with 1,000",
    measured: `${show(ratio)} × (${rates}${warm})${failures(rounds, "few", "many")}`,
    target: "≤ 1.5 ×",
  };
}

/** Asks about every key once, as far as there is time; returns how many it asked about. */
async function askAboutEach(burst: Burst, total: number): Promise<number> {
  say("Asking once about each of a million keys, at most two minutes …");
  let asked = 0;
  for (let seconds = 0; asked < total && seconds < WARM_LIMIT_SECONDS; seconds += WARM_SECONDS)
    asked += (await measure({ ...burst, seconds: WARM_SECONDS, passOver: asked })).requests;
  return asked;
}
