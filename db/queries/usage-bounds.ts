import { and, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { readDb } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { type GroupBy, placeOf, type UsageFilter } from "#db/queries/usage.ts";
import { requests, usageKeyDays } from "#db/schema/request-log.ts";

/** How much one chart may read. */
export interface Bounds {
  /** Requests in the log. */
  requests: number;
  /** Counts by key and day. */
  keyDays: number;
}

/**
 * Whether a chart would read more than it may. Only indexes are read, up to the bound. Counts of all keys are few, and never
 * exceed it.
 */
export async function exceeds(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  bounds: Bounds,
): Promise<boolean> {
  const place = placeOf(filter, bucketMs, groupBy);
  if (place === "log") return hasMore(sql`${requests}`, inLog(filter), bounds.requests);
  // 100 keys have a few hundred counts a day.
  if (place === "keyDays" && !filter.keyIds)
    return hasMore(sql`${usageKeyDays}`, inKeyDays(filter), bounds.keyDays);
  return false;
}

async function hasMore(table: SQL, where: SQL | undefined, most: number): Promise<boolean> {
  const found = await readDb()
    .select({ one: sql`1` })
    .from(table)
    .where(and(where, kit.goesOn()))
    .limit(1)
    .offset(most);
  return found.length > 0;
}

// Keys are the workspace's own. Without the workspace, only the index by key is read.
const inLog = ({ workspaceId, keyIds, from, to }: UsageFilter) =>
  and(
    keyIds ? inArray(requests.keyId, keyIds) : eq(requests.workspaceId, workspaceId),
    gte(requests.at, from),
    lt(requests.at, to),
  );

const inKeyDays = ({ workspaceId, from, to }: UsageFilter) =>
  and(eq(usageKeyDays.workspaceId, workspaceId), gte(usageKeyDays.day, from), lt(usageKeyDays.day, to));
