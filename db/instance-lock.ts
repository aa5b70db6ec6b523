import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import { isBusy } from "#db/faults.ts";
import { makeFolder } from "#db/make-folder.ts";
import { env } from "#env.ts";

/** The number of the lock that a server holds on PostgreSQL. */
export const INSTANCE_LOCK = 7_263_002;
const BETWEEN_TRIES_MS = 250;

/** The right to decide limits on a database. */
export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Ensures that one process at a time works on a database. Limits are decided in memory, so a second process would accept
 * as many requests again. The operating system (SQLite) or the server (PostgreSQL) releases the lock however this process
 * ends. Waits LOCK_WAIT_SECONDS for another process to end, and returns null if it doesn't.
 * Calls `lost` if another process has taken the lock: then this process must stop deciding.
 */
export async function lockInstance(lost: () => void): Promise<InstanceLock | null> {
  const deadline = performance.now() + env.lockWaitSeconds * 1000;
  do {
    const { database } = env;
    const lock =
      database.dialect === "sqlite"
        ? lockFile(`${database.file}.instance`)
        : await lockSession(database.url, lost);
    if (lock) return lock;
    await sleep(BETWEEN_TRIES_MS);
  } while (performance.now() < deadline);
  return null;
}

function lockFile(file: string): InstanceLock | null {
  makeFolder(dirname(file));
  const handle = new Database(file, { timeout: 0 });
  chmodSync(file, 0o600);
  try {
    handle.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    handle.close();
    if (!isBusy(error)) throw error;
    return null;
  }
  return { release: async () => void handle.close() };
}

async function lockSession(url: string, lost: () => void): Promise<InstanceLock | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  let [held, released] = [false, false];
  let regained: InstanceLock | null = null;
  // When the connection breaks, the lock is released. This process continues only if it gets the lock again.
  const regain = async () => {
    while (!released) {
      try {
        regained = await lockSession(url, lost);
        if (!regained) lost();
        return;
      } catch {
        await sleep(BETWEEN_TRIES_MS);
      }
    }
  };
  // There can be several errors, and they can come before this session has the lock.
  client.on("error", () => {
    if (held) void regain();
    held = false;
  });
  await client.connect();
  const { rows } = await client.query("select pg_try_advisory_lock($1) as held", [INSTANCE_LOCK]);
  held = rows[0].held;
  if (!held) {
    await client.end();
    return null;
  }
  return {
    release: async () => {
      released = true;
      await (regained ? regained.release() : client.end());
    },
  };
}
