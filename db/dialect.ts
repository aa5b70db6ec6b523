import { type Column, type SQL, sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { env } from "#env.ts";

// The differences between the engines: column builders and a few SQL expressions. The types of PostgreSQL's kit are used
// for both.
const postgresql = {
  table: pg.pgTable,
  view: pg.pgView,
  text: (name: string) => pg.text(name),
  int: (name: string) => pg.integer(name),
  /** A whole number up to 2^53. */
  long: (name: string) => pg.bigint(name, { mode: "number" }),
  /** The primary key of rows that are inserted in ID order. SQLite numbers them, because an index on IDs costs too much. */
  arrivalKey: () => ({ id: pg.text("id").primaryKey() }),
  /** The order in which these rows were inserted. */
  arrivalOrder: ({ id }: { id: Column }): SQL => sql`${id}`,
  bool: (name: string) => pg.boolean(name),
  /** A time in milliseconds; a `Date` on both engines. */
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: "date" }),
  json: (name: string) => pg.jsonb(name),
  index: pg.index,
  primaryKey: pg.primaryKey,
  /** Whether a JSON array of texts contains the element. */
  hasElement: (array: Column, element: string): SQL => sql`jsonb_exists(${array}, ${element})`,
  /** A JSON array of texts without the element. */
  withoutElement: (array: Column, element: string): SQL => sql`${array} - ${element}::text`,
  /** The start of the time bucket of `ms` milliseconds, as epoch milliseconds. */
  bucketStart: (at: Column, ms: number): SQL =>
    sql`(floor(extract(epoch from ${at}) * 1000 / ${sql.raw(String(ms))}) * ${sql.raw(String(ms))})::bigint`,
  /** A condition that is always true, with which a long statement can be stopped. PostgreSQL needs none. */
  goesOn: (): SQL | undefined => undefined,
  /** A time plus a number of milliseconds. */
  plusMs: (at: SQL, ms: SQL): SQL => sql`${at} + ${ms} * interval '1 millisecond'`,
};

const sqlite = {
  table: lite.sqliteTable,
  view: lite.sqliteView,
  text: (name: string) => lite.text(name),
  int: (name: string) => lite.integer(name),
  long: (name: string) => lite.integer(name),
  arrivalKey: () => ({ seq: lite.integer("seq").primaryKey() }),
  arrivalOrder: (): SQL => sql`rowid`,
  bool: (name: string) => lite.integer(name, { mode: "boolean" }),
  instant: (name: string) => lite.integer(name, { mode: "timestamp_ms" }),
  json: (name: string) => lite.text(name, { mode: "json" }),
  index: lite.index,
  primaryKey: lite.primaryKey,
  hasElement: (array: Column, element: string): SQL =>
    sql`exists (select 1 from json_each(${array}) where value = ${element})`,
  withoutElement: (array: Column, element: string): SQL =>
    sql`(select json_group_array(value) from json_each(${array}) where value <> ${element})`,
  // Not a bound parameter: better-sqlite3 binds numbers as REAL, so that the division wouldn't be an integer division.
  bucketStart: (at: Column, ms: number): SQL =>
    sql`(${at} / ${sql.raw(String(ms))}) * ${sql.raw(String(ms))}`,
  // For one of 64 rows, because calling JavaScript for each would take a sixth longer.
  goesOn: (): SQL | undefined => sql`(random() & 63 <> 0 or goes_on())`,
  plusMs: (at: SQL, ms: SQL): SQL => sql`${at} + ${ms}`,
} satisfies Record<keyof typeof postgresql, unknown>;

export const kit = env.database.dialect === "sqlite" ? (sqlite as unknown as typeof postgresql) : postgresql;
