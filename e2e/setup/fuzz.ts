// FUZZ_RUNS sets how many inputs property tests try. `npm run fuzz` sets a large number.
import fc from "fast-check";

const runs = Number(process.env.FUZZ_RUNS ?? 0);
if (runs > 0) fc.configureGlobal({ numRuns: runs });
