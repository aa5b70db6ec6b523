import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { type Step, step } from "#db/atomically.ts";
import { type Db, sqlite } from "#db/client.ts";

/**
 * The step that keeps other transactions from changing a small table until the commit. SQLite has one writer at a time
 * anyway.
 */
export function lockTable(tx: Db, table: PgTable): Step[] {
  return sqlite() ? [] : [step(tx.execute(sql`lock table ${table} in share row exclusive mode`))];
}

/** The step that locks the selected rows against changes, but not against other locks of this kind. */
export function shareRows(tx: Db, select: SQL): Step[] {
  return sqlite() ? [] : [step(tx.execute(sql`${select} for share`))];
}
