import { inArray, lt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { requests } from "#db/schema/request-log.ts";

/** Removes the oldest indexed rows, at most `limit`, that are older than a moment. Returns how many. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  const arrival = kit.arrivalOrder(requests);
  const [oldest] = await db().select({ at: requests.at }).from(requests).orderBy(arrival).limit(1);
  // To look costs nothing; to write takes the one write lock of SQLite.
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
