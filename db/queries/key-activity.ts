import { and, desc, eq, gte, type SQL, sql } from "drizzle-orm";
import { readDb } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { afterWithin, type Position } from "#db/queries/position.ts";
import { requestLog } from "#db/schema/views.ts";

export interface KeyRequests {
  workspaceId: string;
  keyId: string;
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;
const { at, id } = requestLog;

function whereOf({ workspaceId, keyId, from, to }: KeyRequests, position: Position | null): SQL | undefined {
  return and(
    eq(requestLog.workspaceId, workspaceId),
    eq(requestLog.keyId, keyId),
    gte(at, from),
    afterWithin(at, id, position, to),
  );
}

/** The next `size` requests of a key after a position, newest first, counted by day, route, address and user agent. */
export function countInWindow(filter: KeyRequests, position: Position | null, size: number) {
  const among = readDb()
    // With the ID: SQLite only reads a part of the log in order if it selects what it sorts by.
    .select({
      id,
      at,
      method: requestLog.method,
      route: requestLog.route,
      ip: requestLog.ip,
      userAgent: requestLog.userAgent,
      status: requestLog.status,
    })
    .from(requestLog)
    .where(whereOf(filter, position))
    .orderBy(desc(at), desc(id))
    .limit(size)
    .as("among");
  const count = (when: SQL) => sql`sum(case when ${when} then 1 else 0 end)`.mapWith(Number);
  const day = kit.bucketStart(among.at as unknown as typeof at, DAY_MS);
  const group = [day, among.method, among.route, among.ip, among.userAgent];
  return readDb()
    .select({
      dayMs: day.mapWith(Number),
      method: among.method,
      route: among.route,
      ip: among.ip,
      userAgent: among.userAgent,
      succeeded: count(sql`${among.status} < 400`),
      failed: count(sql`${among.status} >= 400 and ${among.status} <> 429`),
      rateLimited: count(sql`${among.status} = 429`),
      firstAt: sql`min(${among.at})`.mapWith(at),
      lastAt: sql`max(${among.at})`.mapWith(at),
    })
    .from(among)
    .groupBy(...group);
}

/** The next `size` requests of a key after a position, newest first, counted by time bucket, status and secret. */
export function countSecretsInWindow(
  filter: KeyRequests,
  position: Position | null,
  size: number,
  bucketMs: number,
) {
  const among = readDb()
    // With the ID, as above.
    .select({ id, at, status: requestLog.status, hint: requestLog.hint, cost: requestLog.cost })
    .from(requestLog)
    .where(whereOf(filter, position))
    .orderBy(desc(at), desc(id))
    .limit(size)
    .as("among");
  const start = kit.bucketStart(among.at as unknown as typeof at, bucketMs);
  return readDb()
    .select({
      startMs: start.mapWith(Number),
      status: among.status,
      hint: among.hint,
      total: sql`count(*)`.mapWith(Number),
      lastAcceptedAt: sql`max(case when ${among.cost} > 0 then ${among.at} end)`.mapWith(at),
    })
    .from(among)
    .groupBy(start, among.status, among.hint);
}

/** The last of the next `size` requests. Null if there are fewer. */
export async function endOfWindow(
  filter: KeyRequests,
  position: Position | null,
  size: number,
): Promise<Position | null> {
  const [row] = await readDb()
    .select({ at, id })
    .from(requestLog)
    .where(whereOf(filter, position))
    .orderBy(desc(at), desc(id))
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}
