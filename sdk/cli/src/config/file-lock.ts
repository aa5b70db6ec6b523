import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { refused } from "../failure.ts";
import { readIfExists } from "./private-file.ts";

const WAIT_MS = 20_000;
const POLL_MS = 25;
/** Nobody needs it for as long: requests made meanwhile have a time-out. */
const LONGEST_MS = 60_000;

interface Holder {
  pid: number;
  token: string;
}

/**
 * Runs `work` while no other process on this machine holds the lock `path`. The lock of a process that was killed is
 * taken over. Throws a Failure if another process holds it for more than 20 seconds.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine: Holder = { pid: process.pid, token: randomUUID() };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (const deadline = Date.now() + WAIT_MS; !tryLock(path, mine); await delay(POLL_MS))
    if (Date.now() > deadline)
      throw refused(
        `Another latchkey command has been using the credentials for ${WAIT_MS / 1000} seconds.`,
        `If none is running, delete ${path}`,
      );
  try {
    return await work();
  } finally {
    if (holderOf(readIfExists(path))?.token === mine.token) rmSync(path, { force: true });
  }
}

function tryLock(path: string, mine: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeIfAbandoned(path);
    return false;
  }
}

/** A lock is moved away before it is deleted: if it is another one by then, it is put back. */
function removeIfAbandoned(path: string): void {
  const content = readIfExists(path);
  if (content === null || !isAbandoned(path, content)) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    // If both go on after all, the server lets only one of them refresh, and the other one reads what it stored.
    if (readFileSync(aside, "utf8") !== content) renameSync(aside, path);
  } catch {
    // Another process was faster.
  }
  rmSync(aside, { force: true });
}

function isAbandoned(path: string, content: string): boolean {
  const holder = holderOf(content);
  if (holder && !isRunning(holder.pid)) return true;
  // A process with the same number as one that was killed, or one that was killed before it wrote its number.
  const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return ageMs > (holder ? LONGEST_MS : 5000);
}

function holderOf(content: string | null): Holder | null {
  try {
    const holder = JSON.parse(content ?? "");
    return Number.isInteger(holder.pid) && typeof holder.token === "string" ? holder : null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
