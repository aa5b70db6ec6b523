import { api } from "#e2e/fuzz/api.ts";
import { fuzz, type Surface } from "#e2e/fuzz/fuzz.ts";
import { gate } from "#e2e/fuzz/gate.ts";
import { login } from "#e2e/fuzz/login.ts";
import { pages } from "#e2e/fuzz/pages.ts";
import type { Attack } from "./target.ts";

const RUNS = 2000;

const fuzzing = <Request>(surface: Surface<Request>): Attack => ({
  name: `${RUNS.toLocaleString("en")} random requests: ${surface.name}`,
  run: async ({ server, known }, _until, tally) => {
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

export const FUZZING: Attack[] = [fuzzing(api), fuzzing(gate), fuzzing(pages), fuzzing(login)];
