import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { env } from "#lib/env.ts";

// The column builders that differ between the engines. PostgreSQL's kit gives the types for both.
const postgresql = {
  table: pg.pgTable,
  text: (name: string) => pg.text(name),
  int: (name: string) => pg.integer(name),
  bool: (name: string) => pg.boolean(name),
  /** A moment, to the millisecond; a `Date` on both engines. */
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: "date" }),
  json: (name: string) => pg.jsonb(name),
  index: pg.index,
  primaryKey: pg.primaryKey,
};

const sqlite = {
  table: lite.sqliteTable,
  text: (name: string) => lite.text(name),
  int: (name: string) => lite.integer(name),
  bool: (name: string) => lite.integer(name, { mode: "boolean" }),
  instant: (name: string) => lite.integer(name, { mode: "timestamp_ms" }),
  json: (name: string) => lite.text(name, { mode: "json" }),
  index: lite.index,
  primaryKey: lite.primaryKey,
} satisfies Record<keyof typeof postgresql, unknown>;

export const kit = env.database.dialect === "sqlite" ? (sqlite as unknown as typeof postgresql) : postgresql;
