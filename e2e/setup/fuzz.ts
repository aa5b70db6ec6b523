// Property tests try as often as FUZZ_RUNS says: `npm run fuzz` says more than `npm test`.
import fc from "fast-check";

const runs = Number(process.env.FUZZ_RUNS ?? 0);
if (runs > 0) fc.configureGlobal({ numRuns: runs });
