import { setImmediate as nextTurn } from "node:timers/promises";
import { sqlite } from "#db/client.ts";
import * as events from "#db/queries/audit-events.ts";
import type { Position } from "#lib/pagination.ts";

// On SQLite, a statement keeps the thread busy.
const windowSize = () => (sqlite() ? 250 : 1000);
const COUNTED_WINDOW = 2000;

/** Reads the matching events after a position, newest first, in parts that take the thread only a few milliseconds. */
export async function* readEvents(
  filter: events.EventFilter,
  position: Position | null = null,
): AsyncGenerator<events.AuditEventRow[]> {
  const size = windowSize();
  for (let at = position; ; await nextTurn()) {
    // Before the events, because new ones are added at the other end only.
    const end = await events.endOfWindow(filter, at, size);
    const found = await events.inWindow(filter, at, size);
    if (found.length > 0) yield found;
    if (!end) return;
    at = end;
  }
}

/** The first `limit` matching events after a position. */
export async function firstEvents(
  filter: events.EventFilter,
  position: Position | null,
  limit: number,
): Promise<events.AuditEventRow[]> {
  const first: events.AuditEventRow[] = [];
  for await (const part of readEvents(filter, position)) {
    first.push(...part);
    if (first.length >= limit) break;
  }
  return first.slice(0, limit);
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
