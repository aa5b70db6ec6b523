import * as keys from "#db/queries/keys.ts";
import type { GroupBy, UsageFilter } from "#db/queries/usage-sources.ts";
import * as limits from "#db/queries/workspace-limits.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { planPolicy, quotaPolicy } from "#lib/actors/policies.ts";
import { environmentOf } from "#lib/keys/rights.ts";
import { showLimits } from "#lib/limits/show-limits.ts";
import { problem } from "#lib/problem.ts";
import { read } from "#lib/request-log/reads.ts";
import { requireBounded } from "#lib/usage/require-bounded.ts";
import type { RateLimits, SeriesMeta, Usage, UsageBucket } from "#lib/usage/schema.ts";
import { groupsOf, sumOf, totalsBefore } from "#lib/usage/series-meta.ts";
import { monthOf, type TimeRange, timeRangeOf } from "#lib/usage/time-range.ts";

type Environment = "live" | "test";

/** Counts this month's requests with the workspace's keys. Throws `forbidden` (`other_environment`). */
export async function readUsage(actor: Actor, requested: Environment | undefined, now: Date): Promise<Usage> {
  const month = monthOf(now);
  const environment = environmentOf(actor, requested);
  const filter = { workspaceId: actor.workspaceId, environment, ...month };
  const { rateLimited, ...counts } = await read(actor.workspaceId, "totals", filter);
  return {
    plan: actor.plan,
    period: periodOf(month),
    requests: { ...counts, rate_limited: rateLimited },
    quota: await readQuota(actor, environment, now),
  };
}

/** The month's quota of one environment, by default of live. Null if the workspace has no quota. */
async function readQuota(
  actor: Actor,
  environment: Environment | undefined,
  now: Date,
): Promise<Usage["quota"]> {
  const inForce = await limits.ofWorkspace(actor.workspaceId);
  const limit = inForce?.monthlyQuota ?? null;
  if (!inForce || limit === null) return null;
  const shared = { limit, generation: inForce.limitsGeneration };
  const policy = quotaPolicy(actor.workspaceId, environment ?? "live", shared);
  const [state] = await showLimits(actor.workspaceId, [policy]);
  const { used, remaining } = state!;
  return { limit, used, remaining, resets_at: monthOf(now).to.toISOString() };
}

/**
 * Reads the current state of the workspace's limit (its own or the plan's), which the workspace's keys in one environment share. Reading it doesn't
 * count against the limit. Throws `forbidden` (`other_environment`).
 */
export async function readRateLimits(actor: Actor, requested: Environment | undefined): Promise<RateLimits> {
  const inForce = await limits.ofWorkspace(actor.workspaceId);
  const rpm = inForce?.requestsPerMinute ?? null;
  if (!inForce || rpm === null) return { plan: actor.plan, rate_limit: null };
  const shared = { limit: rpm, generation: inForce.limitsGeneration };
  const policy = planPolicy(actor.workspaceId, environmentOf(actor, requested) ?? "live", shared);
  const [state] = await showLimits(actor.workspaceId, [policy]);
  const { used, remaining, resetSeconds } = state!;
  return { plan: actor.plan, rate_limit: { rpm, used, remaining, reset_in_seconds: resetSeconds } };
}

export interface SeriesQuery {
  from?: Date;
  to?: Date;
  interval?: "minute" | "hour" | "day";
  group_by?: GroupBy;
  limit_groups?: number;
  compare?: "previous";
  environment?: Environment;
  key_id?: string[];
}

export interface Series {
  buckets: UsageBucket[];
  meta: SeriesMeta;
}

/** Those of the keys that are the workspace's. Of others, not even how many requests they have may show. */
const ownKeys = async (workspaceId: string, ids: string[]) =>
  (await keys.withIds(workspaceId, ids)).map(({ id }) => id);

/**
 * Counts requests by time bucket and group. Empty buckets are left out, and all but the busiest groups are one.
 * Throws `invalid_parameter`, `forbidden` (`other_environment`).
 */
export async function readSeries(actor: Actor, query: SeriesQuery, now: Date): Promise<Series> {
  const range = timeRangeOf(query, now);
  const { group_by: groupBy, limit_groups: mostGroups = MOST_GROUPS } = query;
  const filter = {
    workspaceId: actor.workspaceId,
    environment: environmentOf(actor, query.environment),
    keyIds: query.key_id && (await ownKeys(actor.workspaceId, query.key_id)),
    from: range.from,
    to: range.to,
  };
  const series = await buckets(filter, range.bucketMs, groupBy ?? null, mostGroups);
  return {
    buckets: series,
    meta: {
      totals: sumOf(range, series),
      previous: query.compare ? await totalsBefore(filter, range) : null,
      groups: await groupsOf(series, groupBy),
    },
  };
}

const MOST_BUCKETS = 10_000;
/** By default. */
const MOST_GROUPS = 20;

export async function buckets(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  mostGroups?: number,
): Promise<UsageBucket[]> {
  await requireBounded(filter, bucketMs, groupBy);
  const rows = await read(
    filter.workspaceId,
    "series",
    filter,
    bucketMs,
    groupBy,
    MOST_BUCKETS + 1,
    mostGroups,
  );
  if (rows.length > MOST_BUCKETS) {
    throw problem("invalid_parameter", {
      detail: `The result has more than ${MOST_BUCKETS} rows. Use a shorter time range, or don't group.`,
    });
  }
  return rows.map(({ start, rateLimited, ...rest }) => ({
    start: new Date(start).toISOString(),
    ...rest,
    rate_limited: rateLimited,
  }));
}

export const periodOf = ({ from, to }: Pick<TimeRange, "from" | "to">) => ({
  start: from.toISOString(),
  end: to.toISOString(),
});
