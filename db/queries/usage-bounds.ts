import { and, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { readDb } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { countedHours } from "#db/queries/key-hours.ts";
import { type GroupBy, partsOf, placeOf, type UsageFilter } from "#db/queries/usage-sources.ts";
import { requests, usageKeyDays, usageKeyHours } from "#db/schema/request-log.ts";

/** How much one chart may read. */
export interface Bounds {
  /** Requests in the log. */
  requests: number;
  /** Counts by key. */
  counts: number;
}

/**
 * Whether a chart would read more than it may. Only indexes are read, up to the bound. The counts of all keys together are
 * few, and so are those of some keys: they never exceed it.
 */
export async function exceeds(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  bounds: Bounds,
): Promise<boolean> {
  const place = placeOf(filter, bucketMs, groupBy);
  if (place === "hours") return false;
  if (place === "keyDays") return !filter.keyIds && hasMore(usageKeyDays, inKeyDays(filter), bounds.counts);
  const { before, counted, after } =
    place === "log" ? { before: filter, counted: null, after: null } : partsOf(filter, await countedHours());
  for (const part of [before, after])
    if (part && (await hasMore(requests, inLog({ ...filter, ...part }), bounds.requests))) return true;
  if (!counted || filter.keyIds) return false;
  return hasMore(usageKeyHours, inKeyHours({ ...filter, ...counted }), bounds.counts);
}

async function hasMore(
  table: typeof requests | typeof usageKeyDays | typeof usageKeyHours,
  where: SQL | undefined,
  most: number,
): Promise<boolean> {
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

const inKeyHours = ({ workspaceId, from, to }: UsageFilter) =>
  and(eq(usageKeyHours.workspaceId, workspaceId), gte(usageKeyHours.hour, from), lt(usageKeyHours.hour, to));
