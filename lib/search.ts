import { setImmediate as nextTurn } from "node:timers/promises";
import { afterCursor, type Page, type PageRequest, type Position, pageOf } from "#lib/pagination.ts";

/** A part of a list. */
export interface Part<Row> {
  /** Those rows that match, newest first, at most as many as are still needed. */
  rows: Row[];
  /** The last row of the part, whether it matches or not. Null at the end of the list. */
  end: Position | null;
  /** How many rows were read, about. */
  read: number;
}

/** The most rows that one request reads. */
export const MOST_READ = 50_000;

/**
 * Reads a page of a list in which few rows may match, newest first. It is read in parts that take the thread only a few
 * milliseconds. After `most` rows the page ends, full or not: its cursor continues the search. Throws `invalid_cursor`.
 */
export async function search<Row extends { id: string }>(
  { limit, cursor }: PageRequest,
  nextPart: (after: Position | null, limit: number) => Promise<Part<Row>>,
  positionOf: (row: Row) => Date,
  most = MOST_READ,
): Promise<Page<Row>> {
  const found: Row[] = [];
  let read = 0;
  for (let at = afterCursor(cursor); ; await nextTurn()) {
    // One more, to find out whether there is a next page.
    const part = await nextPart(at, limit + 1 - found.length);
    found.push(...part.rows);
    read += part.read;
    const ended = found.length > limit || !part.end;
    if (ended || read >= most) return pageOf(found, limit, positionOf, ended ? null : part.end);
    at = part.end;
  }
}
