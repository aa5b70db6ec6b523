import { and, type Column, eq, lt, or, type SQL } from "drizzle-orm";

/** The last row of the page before. */
export interface Position {
  at: Date;
  id: string;
}

/** The rows after a position, in the order newest first, id last. */
export function after(at: Column, id: Column, position: Position | null): SQL | undefined {
  if (!position) return undefined;
  return or(lt(at, position.at), and(eq(at, position.at), lt(id, position.id)));
}
