// npm test: provides what the tests need, runs the suites, and counts. Options: `--only check|vitest|playwright`, and
// anything else is passed on to Vitest and Playwright as a filter.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
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
const directory = mkdtempSync(join(tmpdir(), "latchkey-test-"));
// What a test keeps here is private by itself; a PostgreSQL of its own, which root may not run, has to get through.
chmodSync(directory, 0o711);
let postgresql: PostgresqlServer | undefined;
let interrupted = false;

async function cleanUp(): Promise<void> {
  await endAll();
  await postgresql?.stop();
  rmSync(directory, { recursive: true, force: true });
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
    // A group of its own: a server that a broken-off suite leaves behind is found and ended with the group.
    detached: true,
    env: { ...process.env, TMPDIR: directory, ...env },
  });
  const tally = count() ?? { passed: 0, failed: 0 };
  const counted = tally.failed > 0 || (code === 0 && tally.passed > 0);
  if (!counted)
    console.log(`${program} ended with ${code} after ${tally.passed} tests: counted as a failure`);
  return counted ? tally : { ...tally, failed: 1 };
}

// Each program wants to be told in its own way that a log is no terminal.
const plain = (env: object) => (process.stdout.isTTY ? {} : env);

async function vitest(): Promise<Tally> {
  await ensureBuild(console.log);
  postgresql = await providePostgresql();
  console.log(`PostgreSQL: ${postgresql.origin}`);
  const report = join(directory, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const env = { DATABASE_URL: postgresql.url, ...plain({ NO_COLOR: "1" }) };
  return suite("node_modules/vitest/vitest.mjs", args, env, () => tallyVitest(report));
}

async function playwright(): Promise<Tally> {
  await ensureBuild(console.log);
  const chromium = await provideChromium(console.log);
  console.log(`Chromium: ${chromium}`);
  const report = join(directory, "playwright.json");
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_REPORT: report, ...plain({ FORCE_COLOR: "0" }) };
  return suite("node_modules/@playwright/test/cli.js", ["test"], env, () => tallyPlaywright(report));
}

const SUITES: Record<string, () => Promise<Tally>> = { check, vitest, playwright };

async function all(): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  for (const [name, runSuite] of Object.entries(SUITES)) {
    if (interrupted || (values.only && values.only !== name)) continue;
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

onSignal(() => {
  interrupted = true;
  return cleanUp();
}, 130);
const { passed, failed } = await all();
if (!interrupted) {
  await cleanUp();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
