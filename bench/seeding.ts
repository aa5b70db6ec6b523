import { bin, root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { type DataLocation, environmentOf } from "./data-location.ts";
import type { Tree } from "./tree.ts";

/** What `seed` returns about the data it created. */
export interface Seeded {
  /** A file with the secrets of the keys, one per line. */
  keys: string;
  /** The secret of a revoked key. */
  revoked: string;
  /** The cookie of a browser session. */
  cookie: string;
}

/** Creates `known` keys whose secrets are known, and `more` keys in the workspace of the logged-in user. */
export async function seed(tree: Tree, location: DataLocation, known: number, more: number): Promise<Seeded> {
  await prepare(tree, location);
  return JSON.parse(await runScript(root, location, "bench/seed.ts", known, more));
}

/** Creates keys and a month of requests of one workspace. */
export async function fillRequestLog(
  tree: Tree,
  location: DataLocation,
  keys: number,
  rows: number,
): Promise<void> {
  await prepare(tree, location);
  await runScript(root, location, "bench/fill-request-log.ts", keys, rows);
}

/** Creates the keys and a month of requests of one busy workspace in a seeded database. */
export async function fillDashboard(location: DataLocation, keys: number, rows: number): Promise<void> {
  await runScript(root, location, "bench/fill-dashboard.ts", keys, rows);
}

/** Adds old requests of the seeded keys. */
export async function addOldRequests(location: DataLocation, rows: number): Promise<void> {
  await runScript(root, location, "bench/add-old-requests.ts", rows);
}

/** Runs the version's own scripts to create its tables, the local account, and a plan with a very high limit. */
async function prepare({ directory }: Tree, location: DataLocation): Promise<void> {
  await runScript(directory, location, "scripts/local-account.ts");
  await runScript(directory, location, "scripts/cli.ts", "plan", "change", "trial", "--rpm", 100_000_000);
}

async function runScript(cwd: string, location: DataLocation, ...args: (string | number)[]): Promise<string> {
  const { code, stdout, output } = await run(bin("node"), args.map(String), {
    cwd,
    env: environmentOf(location),
  });
  if (code !== 0) throw new Stop(`${args.join(" ")} failed:\n${output}`);
  return stdout;
}
