import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import { isBusy } from "#db/faults.ts";
import { makeFolder } from "#db/make-folder.ts";
import { endSession, lockingSession } from "#db/session-locks.ts";
import { env } from "#env.ts";

/** The number of the lock that a server holds on PostgreSQL. */
export const INSTANCE_LOCK = 7_263_002;
const BETWEEN_TRIES_MS = 250;

/** The right to decide limits on a database. */
export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Ensures that no process works on a database that another one believes to have for itself. Alone, a process decides limits
 * in memory, so a second one would accept as many requests again. It takes the lock exclusively; the instances of a cluster
 * (CLUSTER=1) share it. The operating system (SQLite) or the server (PostgreSQL) releases the lock however this process ends.
 * Waits LOCK_WAIT_SECONDS for others to end, and returns null if they don't.
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

/** Who works on a PostgreSQL database: nobody, one process that has it for itself, or a cluster of so many instances. */
type Running = { mode: "none" } | { mode: "alone" } | { mode: "cluster"; instances: number };

/** Looks who works on the database. Throws if it can't be reached. */
export async function whoRuns(url: string): Promise<Running> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query(HOLDERS, [INSTANCE_LOCK]);
    if (rows.length === 0) return { mode: "none" };
    const alone = rows.some(({ mode }) => mode === "ExclusiveLock");
    return alone ? { mode: "alone" } : { mode: "cluster", instances: rows.length };
  } finally {
    await client.end().catch(() => {});
  }
}

const HOLDERS = `select mode from pg_locks
  where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())`;

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

const TRY = env.cluster
  ? "select pg_try_advisory_lock_shared($1) as held"
  : "select pg_try_advisory_lock($1) as held";

async function lockSession(url: string, lost: () => void): Promise<InstanceLock | null> {
  let [held, released] = [false, false];
  let regained: InstanceLock | null = null;
  // When the connection breaks, the lock is released. This process continues only if it gets the lock again.
  const regain = async () => {
    while (held && !released) {
      try {
        regained = await lockSession(url, lost);
        if (!regained) lost();
        return;
      } catch {
        await sleep(BETWEEN_TRIES_MS);
      }
    }
  };
  const client = await lockingSession(url, () => void regain());
  const { rows } = await client.query(TRY, [INSTANCE_LOCK]);
  held = rows[0].held;
  if (!held) {
    await endSession(client);
    return null;
  }
  return {
    release: async () => {
      released = true;
      await (regained ? regained.release() : endSession(client));
    },
  };
}
