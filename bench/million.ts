import { end } from "#scripts/processes.ts";
import { measureCrash } from "./crash.ts";
import { measureMemory } from "./memory.ts";
import { type Row, say, show } from "./report.ts";
import { newDataDir, type Seeded, type Server, seed, startServer } from "./server.ts";
import { SECONDS } from "./settings.ts";
import { failures, over, takeTurns } from "./turns.ts";
import { type Burst, measure } from "./wrk.ts";

const FEW = 1000;
const MANY = 1_000_000;
const WARM_SECONDS = 10;

/** The gate must not feel how many keys there are: not in its time, not in its memory, not in its start after a crash. */
export async function measureMillion(directory: string): Promise<Row[]> {
  say("Making a million keys whose secrets are known …");
  const dataDirs = { few: newDataDir(directory), many: newDataDir(directory) };
  const seeded = { few: await seed(dataDirs.few, FEW, 0), many: await seed(dataDirs.many, MANY, 0) };
  const many = await startServer(directory, dataDirs.many);
  const memory = await measureMemory(many, seeded.many);
  const few = await startServer(directory, dataDirs.few);
  const rounds = await measureDecisions({ few, many }, seeded);
  await end(few.process);
  await end(many.process);
  const ratio = over(rounds, (round) => round.few.requestsPerSecond / round.many.requestsPerSecond);
  const [fewRate, manyRate] = (["few", "many"] as const).map((size) =>
    show(over(rounds, (round) => round[size].requestsPerSecond)),
  );
  const rates = `${manyRate} and ${fewRate} requests/s${failures(rounds, "few", "many")}`;
  return [
    {
      what: "Time of a decision of `/gate` with 1,000,000 keys, each at random, against with 1,000",
      measured: `${show(ratio)} × (${rates})`,
      target: "≤ 1.5 ×",
    },
    memory,
    await measureCrash(directory, dataDirs.many, seeded.many),
  ];
}

type Sizes<Value> = Record<"few" | "many", Value>;

async function measureDecisions(servers: Sizes<Server>, seeded: Sizes<Seeded>) {
  const burst = (size: keyof Sizes<Server>): Burst => ({
    url: `${servers[size].gateUrl}/gate`,
    keys: seeded[size].keys,
    seconds: SECONDS,
    connections: 32,
  });
  say("Asking once about each of a million keys …");
  for (let asked = 0; asked < MANY; )
    asked += (await measure({ ...burst("many"), seconds: WARM_SECONDS, passOver: asked })).requests;
  const turn = (size: keyof Sizes<Server>) => ({
    process: servers[size].process,
    measure: () => measure({ ...burst(size), pick: "random" }),
  });
  return takeTurns("Decisions", { few: turn("few"), many: turn("many") });
}
