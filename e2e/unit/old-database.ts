import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle as overSqlite } from "drizzle-orm/better-sqlite3";
import { migrate as migrateSqlite } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle as overPostgresql } from "drizzle-orm/node-postgres";
import { migrate as migratePostgresql } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createDatabase } from "#e2e/database.ts";
import { root } from "#scripts/processes.ts";

const postgresqlUrl = inject("postgresqlUrl");
export const dialect = postgresqlUrl ? "postgresql" : "sqlite";
/** All migrations. */
export const migrations = join(root, "db/migrations", dialect);
const directory = mkdtempSync(join(tmpdir(), "latchkey-migrations-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A separate database. */
export interface TestDatabase {
  query(sql: string): Promise<Record<string, unknown>[]>;
  migrate(folder: string): Promise<void>;
  end(): Promise<void>;
}

export function sqliteDatabase(): TestDatabase {
  const client = new Database(":memory:");
  return {
    query: async (sql) => {
      const statement = client.prepare(sql);
      if (statement.reader) return statement.all() as Record<string, unknown>[];
      statement.run();
      return [];
    },
    migrate: async (migrationsFolder) => migrateSqlite(overSqlite({ client }), { migrationsFolder }),
    end: async () => void client.close(),
  };
}

export async function postgresqlDatabase(timeZone: string): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(postgresqlUrl);
  const client = new pg.Client({ connectionString: url, options: `-c TimeZone=${timeZone}` });
  await client.connect();
  return {
    query: async (sql) => (await client.query(sql)).rows,
    migrate: (migrationsFolder) => migratePostgresql(overPostgresql({ client }), { migrationsFolder }),
    end: async () => {
      await client.end();
      await drop();
    },
  };
}

/** A copy of the migrations folder up to one migration, as an older version had it. */
export function migrationsUpTo(tag: string): string {
  const folder = join(directory, tag);
  cpSync(migrations, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  journal.entries.length = journal.entries.findIndex((entry: { tag: string }) => entry.tag === tag) + 1;
  writeFileSync(file, JSON.stringify(journal));
  return folder;
}

export const moment = (iso: string) => (dialect === "sqlite" ? Date.parse(iso) : `'${iso}'`);
export const shown = (value: unknown) =>
  value === null
    ? null
    : (value instanceof Date ? value : new Date(Number(value))).toISOString().slice(0, 19);
