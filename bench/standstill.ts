import type { ChildProcess } from "node:child_process";

const standing = new Set<ChildProcess>();

/** Stops a process where it is, until it is let go. */
export function hold(process: ChildProcess): void {
  standing.add(process);
  process.kill("SIGSTOP");
}

export function letGo(process: ChildProcess): void {
  standing.delete(process);
  process.kill("SIGCONT");
}

/** Lets all go that stand still: only then they understand that they shall end. */
export function letAllGo(): void {
  for (const process of standing) letGo(process);
}
