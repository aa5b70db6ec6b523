import { startContestants } from "./contestants.ts";
import type { Figure } from "./report.ts";
import { FEW_ROUNDS, SUSTAINED_SECONDS } from "./settings.ts";
import { failures, type Measured, takeTurns } from "./turns.ts";
import type { Bench } from "./versions.ts";

/** Measures a long load, during which the gate also has to do the work that it can defer in a short one. */
export async function measureSustained(bench: Bench): Promise<Figure[]> {
  const compared = bench.versions.baseline !== null;
  const names = ["bare-http", "gate", ...(compared ? (["baseline gate"] as const) : [])] as const;
  const { contestants, ends } = await startContestants(bench, new Set(names));
  const options = { rounds: FEW_ROUNDS, seconds: SUSTAINED_SECONDS };
  const rounds = await takeTurns(`${SUSTAINED_SECONDS} s without a pause`, contestants, options);
  for (const end of ends) await end();
  const figure = (what: string, unit: string, read: (ours: Measured, bare: Measured) => number): Figure => ({
    part: "sustained",
    what: `\`/gate\` for ${SUSTAINED_SECONDS} s: ${what}`,
    unit,
    now: rounds.map((round) => read(round.gate, round["bare-http"])),
    ...(compared && { baseline: rounds.map((round) => read(round["baseline gate"], round["bare-http"])) }),
    failed: failures(rounds, ...names),
  });
  return [
    {
      ...figure("requests/s against a bare `node:http`", "×", rateAgainst),
      wanted: { atLeast: 0.52 },
    },
    { ...figure("p99, likewise", "×", (ours, bare) => ours.p99Ms / bare.p99Ms), wanted: { atMost: 3 } },
    figure("requests/s", "", (ours) => ours.requestsPerSecond),
    {
      ...figure("rows waiting at the end, in seconds of arrivals", "s", (ours) => ours.waitingSeconds),
      wanted: { atMost: 1 },
    },
    figure("most rows staged at any second", "rows", (ours) => ours.mostStaged),
    figure("CPU of the main thread a request", "µs", (ours) => ours.mainMicros),
    figure("CPU of the compactor a row", "µs", (ours) => ours.compactorMicros),
  ];
}

const rateAgainst = (ours: Measured, bare: Measured) => ours.requestsPerSecond / bare.requestsPerSecond;
