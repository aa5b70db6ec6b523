import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate as migrateSqlite } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as migratePostgresql } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { createCacheTriggers } from "#db/cache-triggers.ts";
import { db, sqlite } from "#db/client.ts";
import { createClusterFunctions } from "#db/cluster/create-functions.ts";
import { isLockConflict } from "#db/faults.ts";
import { createKeyVersionTriggers } from "#db/key-version-triggers.ts";
import { env } from "#env.ts";

const MIGRATION_LOCK = 7_263_001;
/**
 * How long a change of a table waits for those who use it. Everyone who comes later waits behind it, so it mustn't be long. And
 * shorter than PostgreSQL's deadlock_timeout, so that it isn't another instance's request that is ended.
 */
const LOCK_WAIT_MS = 500;
const PAUSE_MS = 500;
const PATIENCE_MS = 60_000;
const STILL_USED =
  "other transactions have used its tables for a minute. Wait until they are over, or end them (pg_stat_activity), and start again.";
const migrationsOf = (dialect: string) => join(import.meta.dirname, "migrations", dialect);
const MIGRATIONS = migrationsOf(env.database.dialect);

/** Updates the schema. Does nothing if it is up to date. A killed migration is rolled back and runs again next time. */
export async function migrate(migrationsFolder = MIGRATIONS): Promise<void> {
  if (env.database.dialect === "postgresql") return migrateUnderLock(env.database.url, migrationsFolder);
  const { control } = sqlite()!;
  // Rebuilding a table drops the old one. With foreign keys on, that would delete the rows that reference it.
  control.pragma("foreign_keys = OFF");
  migrateSqlite(db() as never, { migrationsFolder });
  const orphans = control.pragma("foreign_key_check") as unknown[];
  if (orphans.length > 0) throw new Error(`The migration left ${orphans.length} rows without their parents`);
  control.pragma("foreign_keys = ON");
  createCacheTriggers(control);
}

/** Creates or updates the tables of a PostgreSQL database that isn't the installation's own yet. */
export const migrateTarget = (url: string) => migrateUnderLock(url, migrationsOf("postgresql"));

async function migrateUnderLock(url: string, migrationsFolder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
    await lettingOthersThrough(client, () => migratePostgresql(drizzle({ client }), { migrationsFolder }));
    await lettingOthersThrough(client, () => createKeyVersionTriggers(client));
    await lettingOthersThrough(client, () => createClusterFunctions(client));
  } finally {
    await client.end();
  }
}

/** Runs a transaction that changes tables. If others use them, it is rolled back, and tried again when they had their turn. */
async function lettingOthersThrough(client: pg.Client, change: () => Promise<void>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    try {
      return await change();
    } catch (error) {
      if (!isLockConflict(error)) throw error;
      if (performance.now() > deadline) throw new Error(STILL_USED, { cause: error });
      await client.query("rollback");
    }
  }
}
