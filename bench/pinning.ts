import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** The server runs on one core, and its clients on another. */
const CORES = { server: "0", client: "1" } as const;

export type Core = keyof typeof CORES;

/** Whether this machine can pin processes to cores: Linux with two cores and taskset. */
export const pinned = process.platform === "linux" && availableParallelism() >= 2 && mayPin();

function mayPin(): boolean {
  try {
    execFileSync("taskset", ["-c", Object.values(CORES).join(","), "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A command that runs on its own core, if possible. taskset replaces itself with the program, so the pid is the same. */
export function on(core: Core, command: string, args: string[]): [command: string, args: string[]] {
  return pinned ? ["taskset", ["-c", CORES[core], command, ...args]] : [command, args];
}

/** Moves a running thread, or a whole process, to a core. */
export function moveTo(core: Core, id: number, whole: "thread" | "process" = "thread"): void {
  if (!pinned) return;
  const flags = whole === "process" ? "-apc" : "-pc";
  execFileSync("taskset", [flags, CORES[core], String(id)], { stdio: "ignore" });
}
