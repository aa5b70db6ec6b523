import type { LoggedRow, LogPart, Order } from "#db/queries/log.ts";
import * as log from "#db/queries/log.ts";
import { isSelective } from "#db/queries/log-filter.ts";
import type { Position } from "#lib/pagination.ts";
import { read } from "#lib/request-log/reads.ts";

/** How many requests one search looks at. */
const MOST_SEARCHED = 50_000;
const FIRST_WINDOW = 2000;
const GROWTH = 4;

/** All IDs are between these. */
const LOWEST_ID = "req_0";
const HIGHEST_ID = `req_${"z".repeat(25)}`;

/** A window of the log, and where the next one starts; null if it is the last one. */
interface Window {
  part: LogPart;
  next: Position | null;
}

/** The next requests of a part of the log, `size` of them and those of the same millisecond. */
export async function windowOf(part: LogPart, order: Order, size: number): Promise<Window> {
  const at = await read(part.workspaceId, "timeAfter", part, order, size);
  if (!at) return { part, next: null };
  const [lowest, highest] = [
    { at, id: LOWEST_ID },
    { at, id: HIGHEST_ID },
  ];
  if (order === "desc") return { part: { ...part, older: lowest }, next: lowest };
  return { part: { ...part, newer: highest }, next: highest };
}

/** What is left of a part of the log. */
export const after = (part: LogPart, order: Order, position: Position): LogPart =>
  order === "desc" ? { ...part, newer: position } : { ...part, older: position };

export interface Found {
  rows: LoggedRow[];
  /** Where the search stopped without having found enough; null if there is nothing left to search. */
  stopped: Position | null;
}

/**
 * The first matching requests of a part of the log. Without an index for what a filter asks, it stops after a bounded number
 * of requests.
 */
export async function findRequests(
  part: LogPart,
  order: Order,
  limit: number,
  most = MOST_SEARCHED,
): Promise<Found> {
  if (!isSelective(part.filter)) return { rows: await log.search(part, order, limit), stopped: null };
  const rows: LoggedRow[] = [];
  let rest = part;
  let searched = 0;
  for (let size = Math.min(FIRST_WINDOW, most); ; size = Math.min(size * GROWTH, most - searched)) {
    const { part: window, next } = await windowOf(rest, order, size);
    rows.push(...(await read(part.workspaceId, "search", window, order, limit - rows.length)));
    searched += size;
    if (rows.length >= limit || !next) return { rows, stopped: null };
    if (searched >= most) return { rows, stopped: next };
    rest = after(rest, order, next);
  }
}
