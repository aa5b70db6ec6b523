import { api, operator } from "#e2e/fuzz/api.ts";
import { fuzz, type Surface } from "#e2e/fuzz/fuzz.ts";
import { gate } from "#e2e/fuzz/gate.ts";
import { newKnownOperator } from "#e2e/fuzz/known.ts";
import { login } from "#e2e/fuzz/login.ts";
import { pages } from "#e2e/fuzz/pages.ts";
import type { Attack, Target } from "./target.ts";

const RUNS = 2000;

const fuzzing = <Request>(surface: Surface<Request>, by = async ({ known }: Target) => known): Attack => ({
  name: `${RUNS.toLocaleString("en")} random requests: ${surface.name}`,
  run: async (target, _until, tally) => {
    const { server } = target;
    const known = await by(target);
    const { statuses, failures, seed } = await fuzz(server, surface, known, { runs: RUNS });
    tally.sent = RUNS;
    // Here a 503 is a failure, too, because nothing is flooded.
    for (const [status, count] of statuses) {
      tally.statuses.set(status, count);
      if (status >= 500) tally.failures += count;
    }
    if (failures.length > 0)
      tally.wrong.push(`${failures.length} wrong with the seed ${seed}, such as ${failures[0]}`);
  },
});

// The operator's come last: they change who can sign up, and what others can do.
export const FUZZING: Attack[] = [
  fuzzing(api),
  fuzzing(gate),
  fuzzing(pages),
  fuzzing(login),
  fuzzing(operator, ({ server }) => newKnownOperator(server)),
];
