// npm test: provides what the tests need, runs the suites, and counts.
//   --only check|vitest|playwright   one suite; other words filter its test files
//   --with-clean-clone               also `npm run up` on a fresh clone, which takes minutes
//   --no-install                     install nothing: say what is missing and stop
//   --trials N, --fuzz-runs N        how often tests of faults, attacks and random input try
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild } from "./build.ts";
import { check } from "./check.ts";
import { findChromium } from "./chromium.ts";
import { cleanClone } from "./clean-clone.ts";
import { type PostgresqlServer, providePostgresql } from "./postgresql.ts";
import { bin, endAll, onSignal, root, run } from "./processes.ts";
import { provide } from "./requirements.ts";
import { Stop } from "./stop.ts";
import { add, type Tally, tallyPlaywright, tallyVitest } from "./tally.ts";

const { values, positionals: filters } = parseArgs({
  options: {
    only: { type: "string" },
    "no-install": { type: "boolean" },
    "with-clean-clone": { type: "boolean" },
    trials: { type: "string", default: "1" },
    "fuzz-runs": { type: "string" },
  },
  allowPositionals: true,
});
const wants = (suite: string) => !values.only || values.only === suite;
const directory = mkdtempSync(join(tmpdir(), "latchkey-test-"));
// A PostgreSQL that runs as another user has to reach its files below; each test keeps its own files private.
chmodSync(directory, 0o711);
let postgresql: PostgresqlServer | undefined;
let interrupted = false;

async function cleanUp(): Promise<void> {
  await endAll();
  await postgresql?.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** Runs a test program to its end. One that fails without a failed test, or runs no test, counts as one failure. */
async function program(path: string, args: string[], env: object, count: () => Tally | null): Promise<Tally> {
  if (interrupted) return { passed: 0, failed: 0 };
  const { code } = await run(bin("node"), [join(root, path), ...args, ...filters], {
    stdio: ["ignore", "inherit", "inherit"],
    // A process group, so that servers which an interrupted suite leaves behind end with it.
    detached: true,
    env: { ...process.env, TMPDIR: directory, ...env },
  });
  const tally = count() ?? { passed: 0, failed: 0 };
  const counted = tally.failed > 0 || (code === 0 && tally.passed > 0);
  if (!counted) console.log(`${path} ended with ${code} after ${tally.passed} tests: counted as a failure`);
  return counted ? tally : { ...tally, failed: 1 };
}

/** Runs Vitest on some of its projects, or on all. */
async function vitest(...projects: string[]): Promise<Tally> {
  postgresql ??= await providePostgresql();
  const report = join(directory, `vitest-${projects.join("-")}.json`);
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const env = {
    DATABASE_URL: postgresql.url,
    E2E_TRIALS: values.trials,
    ...(values["fuzz-runs"] && { FUZZ_RUNS: values["fuzz-runs"] }),
    // Two runs side by side write to one terminal: neither may draw on it.
    NO_COLOR: "1",
    CI: "1",
  };
  const chosen = projects.flatMap((name) => ["--project", name]);
  return program("node_modules/vitest/vitest.mjs", [...args, ...chosen], env, () => tallyVitest(report));
}

async function playwright(): Promise<Tally> {
  const report = join(directory, "playwright.json");
  const env = {
    CHROMIUM_PATH: findChromium(),
    PLAYWRIGHT_REPORT: report,
    ...(process.stdout.isTTY ? {} : { FORCE_COLOR: "0" }),
  };
  return program("node_modules/@playwright/test/cli.js", ["test"], env, () => tallyPlaywright(report));
}

/** One line before a suite, and a failure counted for a suite that could not run at all. */
async function suite(name: string, runSuite: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n── ${name} ──`);
  return runSuite().catch((error: Error) => {
    console.log(error instanceof Stop ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  });
}

/** What needs no build, beside the build. */
async function checkAndUnits(): Promise<Tally> {
  const checked = wants("check") ? await suite("check", check) : { passed: 0, failed: 0 };
  if (!wants("vitest") || filters.length > 0) return checked;
  return add(checked, await suite("units", () => vitest("pure", "unit-sqlite", "unit-postgresql")));
}

async function servers(): Promise<Tally> {
  if (filters.length > 0) return suite("vitest", () => vitest());
  // Much of a run is waiting: one database's suite runs while the other's sleeps.
  return suite("API on SQLite and PostgreSQL, gateways", async () =>
    add(...(await Promise.all([vitest("api-sqlite", "gateways"), vitest("api-postgresql")]))));
}

async function all(): Promise<Tally> {
  await provide(["vitest", "playwright"].filter(wants), !values["no-install"], console.log);
  const needsBuild = wants("vitest") || wants("playwright");
  const [first] = await Promise.all([checkAndUnits(), needsBuild && ensureBuild(console.log)]);
  const tallies = [first];
  if (wants("vitest")) tallies.push(await servers());
  if (wants("playwright")) tallies.push(await suite("browser", playwright));
  if (values["with-clean-clone"]) tallies.push(await suite("a clean clone", cleanClone));
  return add(...tallies);
}

onSignal(() => {
  interrupted = true;
  return cleanUp();
}, 130);
const { passed, failed } = await all().catch((error: Error) => {
  console.log(error instanceof Stop ? error.message : error.stack);
  return { passed: 0, failed: 1 };
});
if (!interrupted) {
  await cleanUp();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
