import type * as requests from "#db/queries/key-activity.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { findKey } from "#lib/keys/keys.ts";
import type { Position } from "#lib/pagination.ts";
import { read } from "#lib/request-log/reads.ts";
import { lastUsedWith } from "#lib/usage/last-used-with.ts";
import type { KeyUsage, UsageBucket } from "#lib/usage/schema.ts";
import { monthOf, type TimeRange, timeRangeOf } from "#lib/usage/time-range.ts";
import { buckets, periodOf } from "#lib/usage/usage.ts";

export interface KeyUsageQuery {
  from?: Date;
  to?: Date;
  interval?: "minute" | "hour" | "day";
  made_with?: "current" | "previous";
}

const HOUR_MS = 3_600_000;
const MOST_REQUESTS = 100_000;
const WINDOW = 1000;

/**
 * Counts one key's requests in a period, by default this month, or those with one of its secrets. Hours and days are
 * counted in advance. By minute or secret, the newest requests in the log are counted. Throws `not_found`, `invalid_parameter`.
 */
export async function readKeyUsage(
  actor: Actor,
  id: string,
  { made_with: secret, ...query }: KeyUsageQuery,
  now: Date,
): Promise<KeyUsage> {
  const key = await findKey(actor, id, now);
  const range = timeRangeOf({ interval: "day", from: monthOf(now).from, ...query }, now);
  const filter = { workspaceId: actor.workspaceId, keyId: key.id, ...range };
  const madeWith = secret ? ((await secrets.ofKey(key.id))[secret] ?? null) : undefined;
  const { series, truncated } =
    secret || range.bucketMs < HOUR_MS
      ? await countRequests(filter, madeWith === undefined ? undefined : (madeWith?.hint ?? null))
      : { series: await buckets({ ...filter, keyIds: [key.id] }, range.bucketMs, null), truncated: false };
  const total = sumOf(series, "total");
  const [failed, rateLimited] = [sumOf(series, "failed"), sumOf(series, "rate_limited")];
  const lastUsedAt =
    madeWith === undefined
      ? key.lastUsedAt
      : madeWith && (await lastUsedWith(filter, madeWith, new Date(now.getTime() + 1), MOST_REQUESTS));
  return {
    key_id: key.id,
    period: periodOf(range),
    requests_current_period: total,
    succeeded: sumOf(series, "succeeded"),
    failed,
    rate_limited: rateLimited,
    error_rate: total === 0 ? 0 : (failed + rateLimited) / total,
    last_used_at: lastUsedAt?.toISOString() ?? null,
    series,
    truncated,
  };
}

const sumOf = (series: UsageBucket[], name: "total" | "succeeded" | "failed" | "rate_limited") =>
  series.reduce((sum, bucket) => sum + bucket[name], 0);

/** Counts requests in parts, newest first. Null: there is no such secret. */
async function countRequests(filter: requests.KeyRequests & TimeRange, hint: string | null | undefined) {
  const { workspaceId, bucketMs } = filter;
  const counted = new Map<number, UsageBucket>();
  let at: Position | null = null;
  let searched = 0;
  if (hint === null) return { series: [], truncated: false };
  do {
    const end: Position | null = await read(workspaceId, "endOfWindow", filter, at, WINDOW);
    for (const row of await read(workspaceId, "countSecretsInWindow", filter, at, WINDOW, bucketMs))
      if (hint === undefined || row.hint === hint) add(counted, row);
    at = end;
    searched += WINDOW;
  } while (at && searched < MOST_REQUESTS);
  const series = [...counted.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
  return { series, truncated: at !== null };
}

function add(counted: Map<number, UsageBucket>, row: { startMs: number; status: number; total: number }) {
  const { startMs, status, total } = row;
  const bucket = counted.get(startMs) ?? {
    start: new Date(startMs).toISOString(),
    group: null,
    total: 0,
    succeeded: 0,
    failed: 0,
    rate_limited: 0,
  };
  const outcome = status < 400 ? "succeeded" : status === 429 ? "rate_limited" : "failed";
  counted.set(startMs, { ...bucket, total: bucket.total + total, [outcome]: bucket[outcome] + total });
}
