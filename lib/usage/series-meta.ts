import { labels } from "#db/queries/installation/keys.ts";
import * as usage from "#db/queries/usage.ts";
import type { GroupBy, UsageFilter } from "#db/queries/usage-sources.ts";
import { toRepresentable } from "#lib/instant.ts";
import { read } from "#lib/request-log/reads.ts";
import { requireBounded } from "#lib/usage/require-bounded.ts";
import type { SeriesMeta, UsageBucket } from "#lib/usage/schema.ts";
import type { TimeRange } from "#lib/usage/time-range.ts";

type Totals = SeriesMeta["totals"];

/** What a time range's requests add up to. */
export function totalsOf(
  { from, to }: { from: Date; to: Date },
  { total, succeeded, failed, rateLimited }: usage.Counts,
): Totals {
  return {
    start: from.toISOString(),
    end: to.toISOString(),
    total,
    succeeded,
    failed,
    rate_limited: rateLimited,
    error_rate: total === 0 ? 0 : (failed + rateLimited) / total,
  };
}

/** What all requests of a series add up to. */
export function sumOf(range: TimeRange, buckets: UsageBucket[]): Totals {
  const sum = { total: 0, succeeded: 0, failed: 0, rateLimited: 0 };
  for (const { total, succeeded, failed, rate_limited } of buckets) {
    sum.total += total;
    sum.succeeded += succeeded;
    sum.failed += failed;
    sum.rateLimited += rate_limited;
  }
  return totalsOf(range, sum);
}

/** The totals of the time before a range, which is as long. Null if there is no such time. */
export async function totalsBefore(filter: UsageFilter, range: TimeRange): Promise<Totals | null> {
  const { from, to, bucketMs } = range;
  const start = toRepresentable(new Date(2 * from.getTime() - to.getTime()));
  if (start >= from) return null;
  const before = { from: start, to: from };
  await requireBounded({ ...filter, ...before }, bucketMs, null);
  const counts = await read(filter.workspaceId, "totals", { ...filter, ...before }, bucketMs);
  return totalsOf(before, counts);
}

/** The groups of a series, the busiest first, each with what people call it. */
export async function groupsOf(
  buckets: UsageBucket[],
  groupBy: GroupBy | undefined,
): Promise<SeriesMeta["groups"]> {
  if (!groupBy) return [];
  const totals = new Map<string | null, number>();
  for (const { group, total } of buckets) totals.set(group, (totals.get(group) ?? 0) + total);
  const ids = [...totals.keys()].sort((a, b) => rankOf(a) - rankOf(b) || totals.get(b)! - totals.get(a)!);
  if (groupBy !== "key") return ids.map((id) => ({ id, name: id, hint: null }));
  const keys = new Map((await labels(ids.filter((id) => id !== null))).map((key) => [key.id, key]));
  return ids.map((id) => {
    const key = id === null ? undefined : keys.get(id);
    return { id, name: key ? key.name : id, hint: key?.hint ?? null };
  });
}

const rankOf = (id: string | null) => (id === usage.OTHERS ? 1 : 0);
