import { type Column, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { env } from "#env.ts";

// What differs between the engines: column builders, and the few expressions that SQL spells in two ways. PostgreSQL's kit gives the types for both.
const postgresql = {
  table: pg.pgTable,
  view: pg.pgView,
  text: (name: string) => pg.text(name),
  int: (name: string) => pg.integer(name),
  /** A whole number up to 2^53. */
  long: (name: string) => pg.bigint(name, { mode: "number" }),
  /** The order of insertion: the primary key, counted by the engine. */
  sequence: (name: string) => pg.bigserial(name, { mode: "number" }).primaryKey(),
  /** The next value of a table's sequence, where a statement has to name it. */
  nextSequence: (table: string): SQL => sql`nextval(pg_get_serial_sequence(${table}, 'seq'))`,
  bool: (name: string) => pg.boolean(name),
  /** A moment, to the millisecond; a `Date` on both engines. */
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: "date" }),
  json: (name: string) => pg.jsonb(name),
  index: pg.index,
  /** An index that keeps a row from being there twice, where rows come in the order of their ids: by bytes, not by language. */
  uniqueIds: (name: string, id: Column) => [pg.uniqueIndex(name).on(sql`${id} collate "C"`)],
  primaryKey: pg.primaryKey,
  /** Of a JSON array of texts: whether it has the element, and what is left without it. */
  hasElement: (array: Column, element: string): SQL => sql`jsonb_exists(${array}, ${element})`,
  withoutElement: (array: Column, element: string): SQL => sql`${array} - ${element}::text`,
  /** The elements of a JSON array of whole numbers, as rows: `listed.value`. */
  listed: (json: SQLWrapper): SQL =>
    sql`(select value::bigint from json_array_elements_text(${json}::json)) as listed`,
  /** A text that is compared byte by byte, whatever language the database speaks. */
  bytewise: (text: SQL): SQL => sql`(${text}) collate "C"`,
  /** The start of the bucket of that many milliseconds, as epoch milliseconds. */
  bucketStart: (at: Column, ms: number): SQL =>
    sql`(floor(extract(epoch from ${at}) * 1000 / ${sql.raw(String(ms))}) * ${sql.raw(String(ms))})::bigint`,
  /** Epoch milliseconds as an instant's column takes them. */
  toInstant: (ms: SQL): SQL => sql`to_timestamp(${ms} / 1000.0)`,
};

const sqlite = {
  table: lite.sqliteTable,
  view: lite.sqliteView,
  text: (name: string) => lite.text(name),
  int: (name: string) => lite.integer(name),
  long: (name: string) => lite.integer(name),
  sequence: (name: string) => lite.integer(name).primaryKey(),
  nextSequence: (): SQL => sql`null`,
  bool: (name: string) => lite.integer(name, { mode: "boolean" }),
  instant: (name: string) => lite.integer(name, { mode: "timestamp_ms" }),
  json: (name: string) => lite.text(name, { mode: "json" }),
  index: lite.index,
  uniqueIds: () => [],
  primaryKey: lite.primaryKey,
  hasElement: (array: Column, element: string): SQL =>
    sql`exists (select 1 from json_each(${array}) where value = ${element})`,
  withoutElement: (array: Column, element: string): SQL =>
    sql`(select json_group_array(value) from json_each(${array}) where value <> ${element})`,
  listed: (json: SQLWrapper): SQL => sql`json_each(${json}) as listed`,
  bytewise: (text: SQL): SQL => text,
  // A bound number is a REAL to better-sqlite3, and the division would not be whole.
  bucketStart: (at: Column, ms: number): SQL =>
    sql`(${at} / ${sql.raw(String(ms))}) * ${sql.raw(String(ms))}`,
  toInstant: (ms: SQL): SQL => ms,
} satisfies Record<keyof typeof postgresql, unknown>;

export const kit = env.database.dialect === "sqlite" ? (sqlite as unknown as typeof postgresql) : postgresql;
