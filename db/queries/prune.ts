import { and, asc, inArray, isNull, lt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { requests } from "#db/schema/request-log.ts";

/** Removes up to `limit` of the oldest rows if they are older than `olderThan`. Returns their number. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  const arrival = kit.arrivalOrder(requests);
  const [oldest] = await db().select({ at: requests.at }).from(requests).orderBy(arrival).limit(1);
  // Usually nothing is old enough, and looking is cheaper than deleting nothing.
  if (!oldest || oldest.at >= olderThan) return 0;
  const first = db()
    .select({ arrival: arrival.as("arrival"), at: requests.at })
    .from(requests)
    .orderBy(arrival)
    .limit(limit)
    .as("first");
  const old = db().select({ arrival: first.arrival }).from(first).where(lt(first.at, olderThan));
  const gone = await db().delete(requests).where(inArray(arrival, old)).returning({ id: requests.id });
  return gone.length;
}

/** Removes up to `limit` of the oldest requests with unknown keys that are older than `olderThan`. Returns their number. */
export async function pruneUnknownKeys(olderThan: Date, limit: number): Promise<number> {
  const old = db()
    .select({ id: requests.id })
    .from(requests)
    .where(and(isNull(requests.workspaceId), lt(requests.at, olderThan)))
    .orderBy(asc(requests.at))
    .limit(limit);
  const gone = await db().delete(requests).where(inArray(requests.id, old)).returning({ id: requests.id });
  return gone.length;
}
