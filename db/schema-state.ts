import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import { env } from "#env.ts";

interface Journal {
  entries: { when: number }[];
}

/** How the database's tables differ from this version's. */
export interface SchemaState {
  /** How many of this version's migrations the database lacks. */
  missing: number;
  /** Whether a newer version has migrated it. */
  newer: boolean;
}

/** Compares the database's tables with this version's. Changes nothing. */
export async function schemaState(): Promise<SchemaState> {
  const file = join(import.meta.dirname, "migrations", env.database.dialect, "meta/_journal.json");
  const { entries } = JSON.parse(readFileSync(file, "utf8")) as Journal;
  const last = await lastMigration();
  return {
    missing: entries.filter(({ when }) => when > last).length,
    newer: entries.every(({ when }) => when < last),
  };
}

/** When the last migration that the database has was written, in epoch milliseconds. 0: it has none. */
async function lastMigration(): Promise<number> {
  const handle = sqlite();
  if (handle) {
    const { control } = handle;
    const table = "select 1 from sqlite_master where name = '__drizzle_migrations'";
    if (!control.prepare(table).get()) return 0;
    return Number(control.prepare("select max(created_at) from __drizzle_migrations").pluck().get() ?? 0);
  }
  const table = await db().execute(sql`select to_regclass('drizzle.__drizzle_migrations') as name`);
  if (!table.rows[0]?.name) return 0;
  const { rows } = await db().execute(sql`select max(created_at) as last from drizzle.__drizzle_migrations`);
  return Number(rows[0]?.last ?? 0);
}
