import { type Column, lt, type SQL, sql } from "drizzle-orm";

/** The last row of the previous page. */
export interface Position {
  at: Date;
  id: string;
}

/**
 * The condition for rows after a position, in lists sorted by time and then ID, newest first. It compares both columns at
 * once, so that an index on them skips everything before the position.
 */
export function after(at: Column, id: Column, position: Position | null): SQL | undefined {
  return position ? sql`(${at}, ${id}) < (${sql.param(position.at, at)}, ${position.id})` : undefined;
}

/**
 * The condition for rows after a position and before a time. Only the narrower one is used: with both, SQLite may start at
 * the time and read everything again that is before the position.
 */
export function afterWithin(
  at: Column,
  id: Column,
  position: Position | null,
  to: Date | undefined,
): SQL | undefined {
  return to && (!position || position.at >= to) ? lt(at, to) : after(at, id, position);
}
