import { and, asc, count, desc, eq, gte, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { readDb, sqlite } from "#db/client.ts";
import { matching, type RequestFilter } from "#db/queries/log-filter.ts";
import type { Position } from "#db/queries/position.ts";
import { requests } from "#db/schema/request-log.ts";
import { requestLog } from "#db/schema/views.ts";

type Rows = typeof requestLog;
/** The compacted rows, with the columns of the whole log. */
const indexed = requests as unknown as Rows;

/** A part of a workspace's log, between two positions, neither of which is part of it. */
export interface LogPart {
  workspaceId: string;
  filter: RequestFilter;
  older: Position | null;
  newer: Position;
}

/** "desc": newest first. */
export type Order = "asc" | "desc";

const orders = { asc, desc };

/** The matching requests in a part of the log. */
export function search(part: LogPart, order: Order, limit: number) {
  const sorted = orders[order];
  return readDb()
    .select()
    .from(requestLog)
    .where(and(within(requestLog, part), matching(part.filter)))
    .orderBy(sorted(requestLog.at), sorted(requestLog.id))
    .limit(limit);
}

export type LoggedRow = Awaited<ReturnType<typeof search>>[number];

/** How many requests in a part of the log match. */
export async function countMatching(part: LogPart): Promise<number> {
  const where = and(within(requestLog, part), matching(part.filter));
  const [row] = await readDb().select({ n: count() }).from(requestLog).where(where);
  return row!.n;
}

/**
 * The time of the request that comes `rows` after the start of a part of the log, whether or not it matches. Null if there
 * are fewer. Staged rows don't count: there are never many. Only an index is read.
 */
export async function timeAfter(part: LogPart, order: Order, rows: number): Promise<Date | null> {
  const [row] = await readDb()
    .select({ at: indexed.at })
    .from(indexed)
    .where(and(whose(indexed, part, { indexOnly: true }), ...timesOf(indexed, part)))
    .orderBy(orders[order](indexed.at))
    .limit(1)
    .offset(rows);
  return row?.at ?? null;
}

function within(rows: Rows, part: LogPart): SQL | undefined {
  const { older, newer } = part;
  const beside = (position: Position, operator: SQL) =>
    sql`(${rows.at}, ${rows.id}) ${operator} (${sql.param(position.at, rows.at)}, ${position.id})`;
  return and(
    whose(rows, part, { indexOnly: false }),
    ...timesOf(rows, part),
    beside(newer, sql`<`),
    older ? beside(older, sql`>`) : undefined,
  );
}

function whose(rows: Rows, { workspaceId, filter }: LogPart, { indexOnly }: { indexOnly: boolean }) {
  const { keyId } = filter;
  if (!keyId) return eq(rows.workspaceId, workspaceId);
  if (indexOnly) return eq(rows.keyId, keyId);
  // Keeps SQLite from using the workspace's index.
  const own = sqlite() ? sql`+${rows.workspaceId} = ${workspaceId}` : eq(rows.workspaceId, workspaceId);
  return and(eq(rows.keyId, keyId), own);
}

function timesOf(rows: Rows, { filter: { from, to }, older, newer }: LogPart): (SQL | undefined)[] {
  return [
    from ? gte(rows.at, from) : undefined,
    to ? lt(rows.at, to) : undefined,
    lte(rows.at, newer.at),
    older ? gte(rows.at, older.at) : undefined,
  ];
}

// A request may take 30 s to arrive, and is decided when the database has answered after that.
const LONGEST_UNDECIDED_MS = 60_000;

/**
 * A workspace's request, one that the reader made themselves, or one made with an unknown key: only who sent it knows its ID. `madeAtMs` is the time in the
 * ID, because the log has no index on IDs on SQLite.
 */
export async function entry(workspaceId: string, readerId: string | null, id: string, madeAtMs: number) {
  const among = and(
    eq(requestLog.id, id),
    gte(requestLog.at, new Date(madeAtMs)),
    lt(requestLog.at, new Date(madeAtMs + LONGEST_UNDECIDED_MS)),
  );
  const unknown = isNull(requestLog.userId);
  const byReader = readerId === null ? unknown : or(unknown, eq(requestLog.userId, readerId));
  const first = async (whose: SQL) =>
    (
      await readDb().select().from(requestLog).where(and(whose, among)).orderBy(asc(requestLog.at)).limit(1)
    )[0];
  return (
    (await first(eq(requestLog.workspaceId, workspaceId))) ??
    (await first(and(isNull(requestLog.workspaceId), byReader)!)) ??
    null
  );
}
