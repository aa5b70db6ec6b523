import { asc, inArray, lt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { requests } from "#db/schema/request-log.ts";

/** Removes the oldest indexed rows, at most `limit`, that are older than a moment. Returns how many. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  const [oldest] = await db().select({ at: requests.at }).from(requests).orderBy(asc(requests.seq)).limit(1);
  // To look costs nothing; to write takes the one write lock of SQLite.
  if (!oldest || oldest.at >= olderThan) return 0;
  const first = db()
    .select({ seq: requests.seq, at: requests.at })
    .from(requests)
    .orderBy(asc(requests.seq))
    .limit(limit)
    .as("first");
  const old = db().select({ seq: first.seq }).from(first).where(lt(first.at, olderThan));
  const gone = await db().delete(requests).where(inArray(requests.seq, old)).returning({ seq: requests.seq });
  return gone.length;
}
