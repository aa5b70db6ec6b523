// npm test: installs what the tests need, runs the suites, and counts passed and failed tests. `--help` lists the options.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuild } from "./build.ts";
import { check } from "./check.ts";
import { findChromium } from "./chromium.ts";
import { cleanClone } from "./clean-clone.ts";
import { type PostgresqlServer, providePostgresql } from "./postgresql.ts";
import { bin, endAll, onSignal, root, run } from "./processes.ts";
import { provide } from "./requirements.ts";
import { Stop } from "./stop.ts";
import { add, type Tally, tallyPlaywright, tallyVitest } from "./tally.ts";
import { testOptions } from "./test-options.ts";

const { values, filters } = testOptions();
const wants = (suite: string) => !values.only || values.only === suite;
const directory = mkdtempSync(join(tmpdir(), "latchkey-test-"));
// PostgreSQL may run as another user, who needs access to its files in this folder. The tests' own files are private.
chmodSync(directory, 0o711);
const isRepeated = values.cluster && Number(values.trials) > 1;
const faultResults = join(root, "fault-results");
/** What tells the trials of a cluster's faults where their results are kept, and until when they may begin. */
const faultRun = isRepeated && {
  E2E_RESULTS: faultResults,
  ...(values.minutes && { E2E_UNTIL: String(Date.now() + Number(values.minutes) * 60_000) }),
};
let postgresql: PostgresqlServer | undefined;
let interrupted = false;

async function cleanUp(): Promise<void> {
  await endAll();
  await postgresql?.stop();
  rmSync(directory, { recursive: true, force: true });
}

/**
 * The API tests that run on PostgreSQL without `--all`: what is only about PostgreSQL, and what each database does in
 * its own way (limits, quota, revocation, crashes, races). The other tests there are the same as on SQLite.
 */
const POSTGRESQLS_OWN = [
  ".postgresql.test",
  ...["limits", "quota", "revocation", "crash", "tenant-races", "key-secrets", "own-endpoint"].map(
    (name) => `e2e/api/${name}.test`,
  ),
];

/** Runs a test program. If it fails without a failed test, or runs no tests, that counts as one failed test. */
async function program(path: string, args: string[], env: object, count: () => Tally | null): Promise<Tally> {
  if (interrupted) return { passed: 0, failed: 0 };
  const { code } = await run(bin("node"), [join(root, path), ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    // A process group, so that servers that an interrupted suite leaves behind are ended too.
    detached: true,
    env: { ...process.env, TMPDIR: directory, ...env },
  });
  const tally = count() ?? { passed: 0, failed: 0 };
  const counted = tally.failed > 0 || (code === 0 && tally.passed > 0);
  if (!counted) console.log(`${path} ended with ${code} after ${tally.passed} tests: counted as a failure`);
  return counted ? tally : { ...tally, failed: 1 };
}

interface Part {
  /** A part of the files, such as `1/2`. */
  shard?: string;
  /** Only files whose path contains one of these words. */
  files?: string[];
}

/** Runs some of Vitest's projects, or all if none are given. */
async function vitest(projects: string[], { shard, files = filters }: Part = {}): Promise<Tally> {
  postgresql ??= await providePostgresql();
  const report = join(directory, `vitest-${[...projects, shard].join("-").replace("/", "-of-")}.json`);
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  if (shard) args.push(`--shard=${shard}`);
  const env = {
    DATABASE_URL: postgresql.url,
    E2E_TRIALS: values.trials,
    ...(values.cluster && { E2E_CLUSTER: "1" }),
    ...faultRun,
    ...(values["fuzz-runs"] && { FUZZ_RUNS: values["fuzz-runs"] }),
    // Two runs write to the same terminal at the same time, so neither may redraw lines.
    NO_COLOR: "1",
    CI: "1",
  };
  const chosen = projects.flatMap((name) => ["--project", name]);
  return program("node_modules/vitest/vitest.mjs", [...args, ...chosen, ...files], env, () =>
    tallyVitest(report),
  );
}

async function playwright(): Promise<Tally> {
  const report = join(directory, "playwright.json");
  const env = {
    CHROMIUM_PATH: findChromium(),
    PLAYWRIGHT_REPORT: report,
    E2E_LOOKS: values.all ? "all" : "two",
    ...(process.stdout.isTTY ? {} : { FORCE_COLOR: "0" }),
  };
  return program("node_modules/@playwright/test/cli.js", ["test", ...filters], env, () =>
    tallyPlaywright(report),
  );
}

/** Prints the name of a suite and runs it. A suite that can't run counts as one failed test. */
async function suite(name: string, runSuite: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n── ${name} ──`);
  return runSuite().catch((error: Error) => {
    console.log(error instanceof Stop ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  });
}

/** The suites that don't need a build, so they can run at the same time as the build. */
async function checkAndUnits(): Promise<Tally> {
  const checked = wants("check") ? await suite("check", check) : { passed: 0, failed: 0 };
  if (!wants("vitest") || filters.length > 0) return checked;
  return add(checked, await suite("units", () => vitest(["pure", "unit-sqlite", "unit-postgresql", "sdk"])));
}

/** Tests wait much of the time, so several run at the same time, with servers of their own. */
const halves = (projects: string[]) => ["1/2", "2/2"].map((shard) => () => vitest(projects, { shard }));
const inHalves = async (projects: string[]) =>
  add(...(await Promise.all(halves(projects).map((half) => half()))));

async function servers(): Promise<Tally> {
  if (filters.length > 0) return suite("vitest", () => vitest([]));
  const onPostgresql = values.all
    ? halves(["api-postgresql"])
    : [() => vitest(["api-postgresql"], { files: POSTGRESQLS_OWN })];
  const runs = [...halves(["api-sqlite", "gateways", "cli"]), ...onPostgresql];
  postgresql ??= await providePostgresql();
  return suite("API on SQLite and PostgreSQL, gateways", async () =>
    add(...(await Promise.all(runs.map((run) => run())))));
}

/**
 * Three instances on PostgreSQL: faults and revocations, and the API at all of them in turns. Repeated trials are of faults
 * and revocations only; their results are kept, so that `--continue` makes those that are left.
 */
async function cluster(): Promise<Tally> {
  await provide(["vitest"], !values["no-install"], console.log);
  await ensureBuild(console.log);
  if (!isRepeated) {
    if (filters.length > 0) return suite("cluster", () => vitest(["cluster", "api-cluster"]));
    const faults = await suite("cluster", () => vitest(["cluster"]));
    const api = await suite("API at a cluster", () => inHalves(["api-cluster"]));
    return add(faults, api);
  }
  if (!values.continue) rmSync(faultResults, { recursive: true, force: true });
  return suite("faults of a cluster", () => vitest(["cluster"]));
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
const { passed, failed } = await (values.cluster ? cluster() : all()).catch((error: Error) => {
  console.log(error instanceof Stop ? error.message : error.stack);
  return { passed: 0, failed: 1 };
});
if (!interrupted) {
  await cleanUp();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
