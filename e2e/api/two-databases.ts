import Database from "better-sqlite3";
import pg from "pg";
import { expect } from "vitest";
import { canonicalJson } from "#lib/audit/canonical-json.ts";

// Written without the code that moves rows, so that both can't be wrong in the same way.

/** SQLite's own tables: everything else has to be in PostgreSQL, too. */
const NOT_MOVED = ["__drizzle_migrations", "cache_versions", "compaction_checkpoint", "staged_requests"];
/** PostgreSQL's own tables. */
const NOT_FROM_SQLITE = ["key_versions", "epochs", "instances", "limit_counters"];
const HOUR_MS = 3_600_000;

type Row = Record<string, unknown>;
type Tables = Map<string, Row[]>;

function inSqlite(file: string): Tables {
  const database = new Database(file, { readonly: true });
  try {
    const names = database
      .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite@_%' escape '@'")
      .pluck()
      .all() as string[];
    const moved = names.filter((name) => !NOT_MOVED.includes(name));
    return new Map(moved.map((name) => [name, database.prepare(`select * from ${name}`).all() as Row[]]));
  } finally {
    database.close();
  }
}

/** The same from PostgreSQL, with the types that its driver gives them, and the names of the JSON columns. */
async function inPostgresql(url: string): Promise<{ tables: Tables; json: Set<string> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select table_name, column_name, data_type from information_schema.columns join information_schema.tables using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    const tables: Tables = new Map();
    for (const name of new Set<string>(rows.map((row) => row.table_name)))
      tables.set(name, (await client.query(`select * from ${name}`)).rows);
    const json = rows.filter((row) => row.data_type === "jsonb");
    return { tables, json: new Set(json.map((row) => `${row.table_name}.${row.column_name}`)) };
  } finally {
    await client.end();
  }
}

const plain = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "boolean") return Number(value);
  return value;
};

/** PostgreSQL counts hours that are over; this is what the move makes of SQLite's counts, which never end. */
function expectCountedHours([source]: Row[], [target]: Row[]): void {
  const [since, until] = [plain(target!.since) as number, plain(target!.until) as number];
  expect(since).toBe(Math.min(source!.since as number, until));
  expect(until % HOUR_MS).toBe(0);
  expect(Math.abs(Date.now() - until)).toBeLessThan(2 * HOUR_MS);
  expect(target).toMatchObject({ counting_hour: null, counting_workspace_id: "", counting_from: null });
}

/**
 * Expects that every row of every table is the same in both databases. Returns how many rows each table has.
 * A table that only one of them has fails the test, so a new one can't be forgotten.
 */
export async function expectSameRows(file: string, url: string): Promise<Record<string, number>> {
  const source = inSqlite(file);
  const { tables: target, json } = await inPostgresql(url);
  expect([...target.keys()].filter((name) => !NOT_FROM_SQLITE.includes(name)).sort()).toEqual(
    [...source.keys()].sort(),
  );
  for (const [name, rows] of source) {
    if (name === "key_hours_counted") {
      expectCountedHours(rows, target.get(name)!);
      continue;
    }
    const texts = (table: Row[], read: (row: Row, column: string) => unknown) =>
      table
        .map(({ seq: _, ...row }) =>
          canonicalJson(
            Object.keys(row)
              .sort()
              .map((column) => [column, read(row, column)]),
          ),
        )
        .sort();
    const given = texts(rows, (row, column) => {
      const value = row[column];
      return json.has(`${name}.${column}`) && typeof value === "string" ? JSON.parse(value) : value;
    });
    const moved = texts(target.get(name)!, (row, column) => {
      const value = row[column];
      // The driver gives 64-bit numbers as texts.
      return json.has(`${name}.${column}`)
        ? value
        : plain(name === "usage_hours" && column === "cost" ? Number(value) : value);
    });
    expect(moved, name).toEqual(given);
  }
  return Object.fromEntries([...source].map(([name, rows]) => [name, rows.length]));
}
