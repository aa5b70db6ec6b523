import { bin, root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { environmentOf, type Place } from "./place.ts";
import type { Tree } from "./tree.ts";

/** What is known of a place that `seed` filled. */
export interface Seeded {
  /** A file with the secrets of the keys, one a line. */
  keys: string;
  /** The secret of a key that was revoked. */
  revoked: string;
  /** The cookie of a browser that is logged in. */
  cookie: string;
}

/** Fills an empty place: with keys whose secrets are known, and with more in the workspace of the one who is logged in. */
export async function seed(tree: Tree, place: Place, known: number, more: number): Promise<Seeded> {
  await prepare(tree, place);
  return JSON.parse(await runScript(root, place, "bench/seed.ts", known, more));
}

/** Fills an empty place with one workspace's month of requests. */
export async function fillLedger(tree: Tree, place: Place, keys: number, rows: number): Promise<void> {
  await prepare(tree, place);
  await runScript(root, place, "bench/fill-ledger.ts", keys, rows);
}

/** Gives the keys of a seeded place a past. */
export async function ageLedger(place: Place, rows: number): Promise<void> {
  await runScript(root, place, "bench/age-ledger.ts", rows);
}

/** The version's own scripts make its tables, the local account, and a plan whose limit is out of reach. */
async function prepare({ directory }: Tree, place: Place): Promise<void> {
  await runScript(directory, place, "scripts/local-account.ts");
  await runScript(directory, place, "scripts/cli.ts", "plan", "change", "trial", "--rpm", 100_000_000);
}

async function runScript(cwd: string, place: Place, ...args: (string | number)[]): Promise<string> {
  const { code, stdout, output } = await run(bin("node"), args.map(String), {
    cwd,
    env: environmentOf(place),
  });
  if (code !== 0) throw new Stop(`${args.join(" ")} failed:\n${output}`);
  return stdout;
}
