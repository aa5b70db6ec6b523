// npm test: provides what the tests need, runs the suites, and counts. Options: `--only check|vitest|playwright`, and
// anything else is passed on to Vitest and Playwright as a filter.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild } from "./build.ts";
import { check } from "./check.ts";
import { provideChromium } from "./chromium.ts";
import { type PostgresqlServer, providePostgresql } from "./postgresql.ts";
import { bin, endAll, onSignal, root, run } from "./processes.ts";
import { Stop } from "./stop.ts";
import { type Tally, tallyPlaywright, tallyVitest } from "./tally.ts";

const { values, positionals } = parseArgs({ options: { only: { type: "string" } }, allowPositionals: true });
const reports = mkdtempSync(join(tmpdir(), "latchkey-reports-"));
let postgresql: PostgresqlServer | undefined;

async function cleanUp(): Promise<void> {
  await endAll();
  await postgresql?.stop();
  rmSync(reports, { recursive: true, force: true });
}

/** Runs a test program to its end. One that fails without a failed test, or without a test, counts as one failure. */
async function suite(
  program: string,
  args: string[],
  env: object,
  count: () => Tally | null,
): Promise<Tally> {
  const { code } = await run(bin("node"), [join(root, program), ...args, ...positionals], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const tally = count() ?? { passed: 0, failed: 0 };
  const counted = tally.failed > 0 || (code === 0 && tally.passed > 0);
  if (!counted)
    console.log(`${program} ended with ${code} after ${tally.passed} tests: counted as a failure`);
  return counted ? tally : { ...tally, failed: 1 };
}

async function vitest(): Promise<Tally> {
  await ensureBuild(console.log);
  postgresql = await providePostgresql();
  console.log(`PostgreSQL: ${postgresql.origin}`);
  const report = join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return suite("node_modules/vitest/vitest.mjs", args, { DATABASE_URL: postgresql.url }, () =>
    tallyVitest(report),
  );
}

async function playwright(): Promise<Tally> {
  await ensureBuild(console.log);
  const chromium = await provideChromium(console.log);
  console.log(`Chromium: ${chromium}`);
  const report = join(reports, "playwright.json");
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  return suite("node_modules/@playwright/test/cli.js", ["test", "--reporter=list,json"], env, () =>
    tallyPlaywright(report),
  );
}

const SUITES: Record<string, () => Promise<Tally>> = { check, vitest, playwright };

async function all(): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  for (const [name, runSuite] of Object.entries(SUITES)) {
    if (values.only && values.only !== name) continue;
    console.log(`\n── ${name} ──`);
    const { passed, failed } = await runSuite().catch((error: Error) => {
      console.log(error instanceof Stop ? error.message : error.stack);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

onSignal(cleanUp, 130);
const { passed, failed } = await all();
await cleanUp();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
