import { join } from "node:path";
import { migrate as migrateSqlite } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as migratePostgresql } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { createCacheTriggers } from "#db/cache-triggers.ts";
import { db, sqlite } from "#db/client.ts";
import { createClusterFunctions } from "#db/cluster/create-functions.ts";
import { createKeyVersionTriggers } from "#db/key-version-triggers.ts";
import { env } from "#env.ts";

const MIGRATION_LOCK = 7_263_001;
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
    await migratePostgresql(drizzle({ client }), { migrationsFolder });
    await createKeyVersionTriggers(client);
    await createClusterFunctions(client);
  } finally {
    await client.end();
  }
}
