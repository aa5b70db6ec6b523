import { and, asc, desc, eq, gte, isNotNull, isNull, lt, or, type SQL } from "drizzle-orm";
import { db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { requestLog } from "#db/schema/views.ts";

export interface LogFilter {
  environment?: string;
  keyId?: string;
  /** Who made the request: a key or a signed-in user. */
  madeBy?: "api_key" | "user";
  status?: number;
  path?: string;
  from?: Date;
  to?: Date;
}

/** The requests of a workspace's keys and signed-in users, newest first. */
export function page(workspaceId: string, filter: LogFilter, position: Position | null, limit: number) {
  return db()
    .select()
    .from(requestLog)
    .where(
      and(
        eq(requestLog.workspaceId, workspaceId),
        ...conditions(filter),
        after(requestLog.at, requestLog.id, position),
      ),
    )
    .orderBy(desc(requestLog.at), desc(requestLog.id))
    .limit(limit);
}

function conditions({ environment, keyId, madeBy, status, path, from, to }: LogFilter): (SQL | undefined)[] {
  return [
    environment ? eq(requestLog.environment, environment) : undefined,
    keyId ? eq(requestLog.keyId, keyId) : undefined,
    madeBy === "api_key" ? isNotNull(requestLog.keyId) : undefined,
    madeBy === "user" ? isNull(requestLog.keyId) : undefined,
    status ? eq(requestLog.status, status) : undefined,
    path ? eq(requestLog.path, path) : undefined,
    from ? gte(requestLog.at, from) : undefined,
    to ? lt(requestLog.at, to) : undefined,
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
    (await db().select().from(requestLog).where(and(whose, among)).orderBy(asc(requestLog.at)).limit(1))[0];
  return (
    (await first(eq(requestLog.workspaceId, workspaceId))) ??
    (await first(and(isNull(requestLog.workspaceId), byReader)!)) ??
    null
  );
}
