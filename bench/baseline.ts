import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { say } from "./report.ts";
import { build, LEFT_OUT, remove, type Tree, treeAt } from "./tree.ts";

/**
 * Builds an earlier commit. It is kept for the next run, because a commit never changes. It is in .data, because Node
 * doesn't strip types in node_modules. Unlike `git worktree`, `git archive` leaves nothing behind in .git.
 */
export async function buildBaseline(commit: string): Promise<Tree> {
  const id = (await git("rev-parse", "--short=12", "--verify", `${commit}^{commit}`)).trim();
  const directory = join(root, ".data", `baseline-${id}`);
  const stamp = join(directory, ".built");
  if (existsSync(stamp)) return treeAt(directory);
  say(`Building ${commit} to compare with (only once) …`);
  remove(directory);
  await unpack(id, directory);
  await provideModules(id, directory);
  await build(directory);
  writeFileSync(stamp, "");
  return treeAt(directory);
}

async function unpack(id: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const archive = join(directory, "archive.tar");
  await git("archive", `--output=${archive}`, id);
  const { code, output } = await run("tar", ["-xf", archive, "-C", directory]);
  if (code !== 0) throw new Stop(`${id} could not be unpacked:\n${output}`);
  for (const name of ["archive.tar", ...LEFT_OUT])
    rmSync(join(directory, name), { recursive: true, force: true });
}

/** With the same lockfile, it uses the project's node_modules in the parent folder. Otherwise it gets its own. */
async function provideModules(id: string, directory: string): Promise<void> {
  const lock = await git("show", `${id}:package-lock.json`);
  if (lock === readFileSync(join(root, "package-lock.json"), "utf8")) return;
  say("Installing the dependencies of that commit (npm ci) …");
  writeFileSync(join(directory, "package-lock.json"), lock);
  const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: directory });
  if (code !== 0) throw new Stop(`The dependencies of ${id} could not be installed:\n${output}`);
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, output } = await run("git", args);
  if (code === 0) return stdout;
  throw new Stop(`git ${args.join(" ")} failed (in a shallow clone: git fetch --unshallow):\n${output}`);
}
