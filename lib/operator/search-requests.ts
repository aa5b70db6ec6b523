import { setImmediate as nextTurn } from "node:timers/promises";
import * as requests from "#db/queries/installation/requests.ts";
import { afterCursor, type Page, type PageRequest, type Position, pageOf } from "#lib/pagination.ts";
import { MOST_READ } from "#lib/search.ts";

type Row = requests.RequestRow;

/** The most requests that a statement reads: on SQLite, it keeps the thread busy. */
const AT_ONCE = 1000;
const FIRST_SPAN_MS = 1000;
const GROWTH = 8;
/** About how many requests the next span should contain. */
const SPAN_ROWS = 10_000;

/**
 * Reads a page of the matching requests of all workspaces, newest first. There is no index by time alone. So it searches a
 * short time first, in the index of each workspace, and then goes back in steps that get longer while they contain little.
 * After `MOST_READ` requests the page ends, full or not. Throws `invalid_cursor`.
 */
export async function searchBackwards(
  { from, to }: requests.Span,
  filter: requests.RequestFilter,
  { limit, cursor }: PageRequest,
  now: Date,
): Promise<Page<Row>> {
  const position = afterCursor(cursor);
  const found: Row[] = [];
  let end = Math.min(to.getTime(), position ? position.at.getTime() + 1 : to.getTime());
  // Little is later than now.
  let spanMs = FIRST_SPAN_MS + Math.max(0, end - now.getTime());
  let read = 0;
  while (end > from.getTime() && read < MOST_READ && found.length <= limit) {
    const start = Math.max(from.getTime(), Math.floor(end - spanMs));
    const span = { from: new Date(start), to: new Date(end) };
    const part = await searchSpan(span, filter, position, limit + 1 - found.length);
    found.push(...part.rows);
    read += part.read;
    spanMs = Math.max(1, spanMs * Math.min(GROWTH, SPAN_ROWS / Math.max(1, part.read)));
    end = start;
  }
  const ended = end <= from.getTime();
  // Before all IDs of this time, whose requests were read.
  return pageOf(found, limit, ({ at }) => at, ended ? null : { at: new Date(end), id: "req_0" });
}

/** The newest matching requests of a span, at most `limit`, and how many were read for that. */
export async function searchSpan(
  span: requests.Span,
  filter: requests.RequestFilter,
  position: Position | null,
  limit: number,
): Promise<{ rows: Row[]; read: number }> {
  const result = { rows: [] as Row[], read: 0 };
  for await (const source of sourcesOf(filter)) {
    const oldest = result.rows.length === limit ? result.rows.at(-1)!.at : span.from;
    const rows = await searchSource(
      source,
      { from: oldest, to: span.to },
      { filter, position, limit },
      result,
    );
    if (rows.length > 0) result.rows = merge(result.rows, rows).slice(0, limit);
  }
  return result;
}

/** A staged request can be compacted while the other sources are read, and is then found twice, but never missed. */
const merge = (some: Row[], more: Row[]) =>
  [...new Map([...some, ...more].map((row) => [row.id, row])).values()].sort(newestFirst);

const newestFirst = (a: Row, b: Row) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

async function* sourcesOf({ workspaceId, keyId }: requests.RequestFilter): AsyncGenerator<requests.Source> {
  yield "staged";
  if (keyId !== undefined) return yield { keyId };
  if (workspaceId !== undefined) return yield { workspaceId };
  yield "no workspace";
  for (let after: string | null = ""; after !== null; after = await requests.endOfWorkspaces(after))
    yield { after };
}

interface Search {
  filter: requests.RequestFilter;
  position: Position | null;
  limit: number;
}

/** Halves the span until a statement has little to read, and starts with the newer half. */
async function searchSource(
  source: requests.Source,
  span: requests.Span,
  search: Search,
  total: { read: number },
): Promise<Row[]> {
  await nextTurn();
  const [from, to] = [span.from.getTime(), span.to.getTime()];
  const count = await requests.countIn(source, span, AT_ONCE + 1);
  if (count === 0) return [];
  if (count <= AT_ONCE || to - from <= 1) {
    total.read += count;
    return requests.pageIn(source, span, search.filter, search.position, search.limit);
  }
  const middle = new Date(Math.ceil((from + to) / 2));
  const newer = await searchSource(source, { from: middle, to: span.to }, search, total);
  if (newer.length === search.limit) return newer;
  const limit = search.limit - newer.length;
  return [
    ...newer,
    ...(await searchSource(source, { from: span.from, to: middle }, { ...search, limit }, total)),
  ];
}
