import { and, type Column, eq, lt, or, type SQL, sql } from "drizzle-orm";

/** The last row of the previous page. */
export interface Position {
  at: Date;
  id: string;
}

/** The condition for rows after a position, in lists sorted by time and then ID, newest first. */
export function after(at: Column, id: Column, position: Position | null): SQL | undefined {
  if (!position) return undefined;
  return or(lt(at, position.at), and(eq(at, position.at), lt(id, position.id)));
}

/** The same condition, in a form that lets an index on both columns skip everything before the position. */
export function afterInIndex(at: Column, id: Column, position: Position | null): SQL | undefined {
  return position ? sql`(${at}, ${id}) < (${sql.param(position.at, at)}, ${position.id})` : undefined;
}
