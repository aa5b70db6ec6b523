import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { environment } from "./environment.ts";

/** What git would do with a file: `tracked`, `ignored`, `untracked`, `none` outside a repository, `unknown` without git. */
export type GitState = "tracked" | "ignored" | "untracked" | "none" | "unknown";

/** Asks git about a file, which needn't exist. A link counts as tracked if it is, or what it leads to. */
export function gitState(path: string): GitState {
  const states = [resolve(path), target(path)].map(stateOf);
  for (const state of ["tracked", "unknown", "untracked", "ignored"] as const)
    if (states.includes(state)) return state;
  return "none";
}

/** The file that a path leads to. */
export function target(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}

function stateOf(path: string): GitState {
  const inside = git(path, "rev-parse", "--is-inside-work-tree");
  if (inside === null || (inside !== 0 && isBelowRepository(path)))
    return isBelowRepository(path) ? "unknown" : "none";
  if (inside !== 0) return "none";
  const tracked = git(path, "ls-files", "--error-unmatch", "--", basename(path));
  if (tracked === 0) return "tracked";
  if (tracked !== 1) return "unknown";
  return git(path, "check-ignore", "--quiet", "--", basename(path)) === 0 ? "ignored" : "untracked";
}

/** The exit code of git in the file's folder; null if there is no git. */
function git(path: string, ...args: string[]): number | null {
  // Variables of a hook, or of another repository, would answer for that one.
  const env: object = Object.fromEntries(
    Object.entries(environment()).filter(([name]) => !name.startsWith("GIT_")),
  );
  const options = { cwd: dirname(path), env: env as NodeJS.ProcessEnv, stdio: "ignore" } as const;
  // Without the program that a repository's configuration may name, because it would be run.
  const safely = ["-c", "core.fsmonitor=false", "--literal-pathspecs"];
  const { error, status } = spawnSync("git", [...safely, ...args], options);
  return error ? null : status;
}

/** Whether a folder above has a repository, even if git can't read it. */
function isBelowRepository(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true;
    if (folder === dirname(folder)) return false;
  }
}
