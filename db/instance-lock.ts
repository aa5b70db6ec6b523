import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import { env } from "#env.ts";

const INSTANCE_LOCK = 7_263_002;
const BETWEEN_TRIES_MS = 250;

/** The right to decide limits on a store. */
export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Limits are decided in this process's memory, so a second process on the same store would hand out second limits.
 * The lock is the operating system's (SQLite) or the server's (PostgreSQL): it comes back however this process ends.
 * Waits LOCK_WAIT_SECONDS for an instance that is just ending; null when it stays.
 * `lost` is called when the lock is gone for good: nothing may be decided any more.
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
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = new Database(file, { timeout: 0 });
  chmodSync(file, 0o600);
  try {
    handle.exec("BEGIN EXCLUSIVE");
  } catch {
    handle.close();
    return null;
  }
  return { release: async () => void handle.close() };
}

async function lockSession(url: string, lost: () => void): Promise<InstanceLock | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  let [held, released] = [false, false];
  let regained: InstanceLock | null = null;
  // The server went away and took the lock along. Whoever has it when the server is back decides.
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
  // A dying server tells it more than once, also to a session that does not have the lock yet.
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
