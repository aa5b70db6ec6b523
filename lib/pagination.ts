import { z } from "zod";
import { isRepresentable } from "#lib/instant.ts";
import { problem } from "#lib/problem.ts";

/** A page of a list, newest first, and the cursor of the next page. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
  /** Further members of the response's `meta`. */
  meta?: Record<string, unknown>;
}

/** The last row of a page. The next page starts after it, even if rows have been added or removed since. */
export interface Position {
  at: Date;
  id: string;
}

/** The query parameters of all lists. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: "Results per page" }),
  cursor: z.string().max(200).optional().meta({ description: "next_cursor from the previous page" }),
};

export interface PageRequest {
  limit: number;
  cursor?: string;
}

/** Reads a page, and one row more to find out whether there is a next page. Throws `invalid_cursor`. */
export async function paginate<Row extends { id: string }>(
  { limit, cursor }: PageRequest,
  rows: (after: Position | null, limit: number) => Promise<Row[]>,
  positionOf: (row: Row) => Date,
): Promise<Page<Row>> {
  return pageOf(await rows(afterCursor(cursor), limit + 1), limit, positionOf);
}

/** Up to `limit` rows, with a cursor if there are more, or else if the list continues after `end`. */
export function pageOf<Row extends { id: string }>(
  found: Row[],
  limit: number,
  positionOf: (row: Row) => Date,
  end: Position | null = null,
): Page<Row> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last ? { at: positionOf(last), id: last.id } : end;
  return { items, nextCursor: next && encodeCursor(next) };
}

/** The position that a cursor stands for. Throws `invalid_cursor`. */
export const afterCursor = (cursor: string | undefined): Position | null =>
  cursor === undefined ? null : decodeCursor(cursor);

export function encodeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString("base64url");
}

const Cursor = z.tuple([
  z.number().int().min(0).refine(isRepresentable),
  z.string().regex(/^[a-z]+_\w{1,64}$/),
]);

/** Throws `invalid_cursor`. */
export function decodeCursor(cursor: string): Position {
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch {
    throw problem("invalid_cursor");
  }
}
