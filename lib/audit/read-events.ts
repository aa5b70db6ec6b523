import { setImmediate as nextTurn } from "node:timers/promises";
import * as events from "#db/queries/audit-events.ts";
import type { Page, PageRequest, Position } from "#lib/pagination.ts";
import { search } from "#lib/search.ts";

/** Few, because turning rows into text takes the thread's time on both databases. */
const EXPORTED_WINDOW = 100;
// On SQLite, a statement keeps the thread busy.
const WINDOW = 250;
const COUNTED_WINDOW = 1000;

/** Reads all matching events, newest first, in parts that take the thread only a few milliseconds. */
export async function* readEvents(filter: events.EventFilter): AsyncGenerator<events.AuditEventRow[]> {
  for (let at: Position | null = null; ; await nextTurn()) {
    // Before the events, because new ones are added at the other end only.
    const end = await events.endOfWindow(filter, at, EXPORTED_WINDOW);
    const found = await events.inWindow(filter, at, EXPORTED_WINDOW);
    if (found.length > 0) yield found;
    if (!end) return;
    at = end;
  }
}

/** Reads a page of the matching events, newest first. Throws `invalid_cursor`. */
export function findEvents(
  filter: events.EventFilter,
  page: PageRequest,
): Promise<Page<events.AuditEventRow>> {
  return search(
    page,
    async (after, limit) => {
      const end = await events.endOfWindow(filter, after, WINDOW);
      return { rows: await events.inWindow(filter, after, WINDOW, limit), end, read: WINDOW };
    },
    (row) => row.at,
  );
}

/** How many events match; it stops counting soon after `limit`. */
export async function countEvents(filter: events.EventFilter, limit: number): Promise<number> {
  let count = 0;
  for (let at: Position | null = null; count <= limit; await nextTurn()) {
    const end = await events.endOfWindow(filter, at, COUNTED_WINDOW);
    count += await events.countInWindow(filter, at, COUNTED_WINDOW);
    if (!end) break;
    at = end;
  }
  return count;
}
