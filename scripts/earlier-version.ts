import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bin, root, run } from "./processes.ts";
import { Stop } from "./stop.ts";

/** Files that a built tree doesn't need. Without its own lockfile, Next uses the project's folder as the root. */
export const LEFT_OUT = ["node_modules", "docs", "e2e", "examples", "bench/peers", "package-lock.json"];

const FONTS = "node_modules/geist/dist/fonts";

/** The ID of a commit or tag, in 12 digits. Throws a `Stop` if this clone doesn't have it. */
export async function commitId(commit: string): Promise<string> {
  return (await git("rev-parse", "--short=12", "--verify", `${commit}^{commit}`)).trim();
}

/**
 * Unpacks a commit into a folder inside the project, and installs its packages if they aren't the project's. It can't be in
 * node_modules, because Node doesn't strip types there. Unlike `git worktree`, `git archive` leaves nothing behind in .git.
 */
export async function unpackCommit(
  id: string,
  directory: string,
  say: (line: string) => void,
): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const archive = join(directory, "archive.tar");
  await git("archive", `--output=${archive}`, id);
  const { code, output } = await run("tar", ["-xf", archive, "-C", directory]);
  if (code !== 0) throw new Stop(`${id} could not be unpacked:\n${output}`);
  for (const name of ["archive.tar", ...LEFT_OUT])
    rmSync(join(directory, name), { recursive: true, force: true });
  await provideModules(id, directory, say);
}

/** Uses the project's node_modules in the parent folder if it has the same packages, and others. Otherwise it gets its own. */
async function provideModules(id: string, directory: string, say: (line: string) => void): Promise<void> {
  const lock = await git("show", `${id}:package-lock.json`);
  if (hasPackagesOf(readFileSync(join(root, "package-lock.json"), "utf8"), lock)) return;
  say("Installing the dependencies of that commit (npm ci) …");
  writeFileSync(join(directory, "package-lock.json"), lock);
  const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: directory });
  if (code !== 0) throw new Stop(`The dependencies of ${id} could not be installed:\n${output}`);
}

type Packages = Record<string, { version?: string }>;

/** Whether a lockfile has every package of another one, in the same version and place. */
function hasPackagesOf(present: string, earlier: string): boolean {
  const [here, there] = [present, earlier].map((lock) => JSON.parse(lock).packages as Packages);
  return Object.entries(there!).every(
    ([path, { version }]) => path === "" || here![path]?.version === version,
  );
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, output } = await run("git", args);
  if (code === 0) return stdout;
  throw new Stop(`git ${args.join(" ")} failed (in a shallow clone: git fetch --unshallow):\n${output}`);
}

/** Runs `next build` in a folder inside the project. */
export async function buildIn(directory: string): Promise<void> {
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
  const own = join(directory, "node_modules/next/dist/bin/next");
  // Packages are found in the project's folder, but app/fonts.ts names this one's files by their path.
  if (!existsSync(own)) cpSync(join(root, FONTS), join(directory, FONTS), { recursive: true });
  const next = existsSync(own) ? own : join(root, "node_modules/next/dist/bin/next");
  const { code, output } = await run(bin("node"), [next, "build"], { cwd: directory, env });
  if (code !== 0) throw new Stop(`next build failed in ${directory}:\n${output}`);
}
