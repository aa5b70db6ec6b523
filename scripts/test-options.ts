import { parseArgs } from "node:util";

const USAGE = `npm test -- [options] [words that select test files]

  --only check|vitest|playwright   run one suite
  --all                            also the whole API suite on PostgreSQL, and pages in all six looks
  --cluster                        only the tests of a cluster: its faults, and the API at three instances in turns
  --minutes N, --continue          with --cluster and --trials: begin no trial after N minutes; make those that are left
  --with-clean-clone               also test \`npm run up\` on a new clone, which takes minutes
  --no-install                     install nothing: print what is missing and stop
  --trials N, --fuzz-runs N        how often fault tests, attack tests and fuzz tests repeat`;

const SUITES = ["check", "vitest", "playwright"];

/** The options of npm test. Prints how to use it and ends if that is asked for, or if an option is wrong. */
export function testOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        only: { type: "string" },
        all: { type: "boolean" },
        cluster: { type: "boolean" },
        minutes: { type: "string" },
        continue: { type: "boolean" },
        "no-install": { type: "boolean" },
        "with-clean-clone": { type: "boolean" },
        trials: { type: "string", default: "1" },
        "fuzz-runs": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (values.only && !SUITES.includes(values.only)) throw new Error(`Unknown suite: ${values.only}`);
    return { values, filters: positionals };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
