import { toRepresentable } from "#lib/instant.ts";
import { monthMs } from "#lib/limits/month.ts";
import { problem } from "#lib/problem.ts";

export interface TimeRange {
  from: Date;
  to: Date;
  bucketMs: number;
}

const BUCKETS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MOST_BUCKETS = 1500;

/** The calendar month (UTC) that contains `now`. `to` is the start of the next month. */
export function monthOf(now: Date): { from: Date; to: Date } {
  const { start, end } = monthMs(now.getTime());
  return { from: new Date(start), to: new Date(end) };
}

/**
 * The time range of a query, extended to whole intervals (UTC). The default is the last 24 hours by the hour.
 * Throws `invalid_parameter`.
 */
export function timeRangeOf(
  { from, to, interval = "hour" }: { from?: Date; to?: Date; interval?: keyof typeof BUCKETS },
  now: Date,
): TimeRange {
  const bucketMs = BUCKETS[interval];
  const end = to ?? new Date(now.getTime() + 1);
  const start = from ?? toRepresentable(new Date(end.getTime() - BUCKETS.day));
  if (start >= end) throw problem("invalid_parameter", { detail: '"from" must be earlier than "to".' });
  const range = {
    from: floor(start, bucketMs),
    // The last interval of the year 9999 would end in a year that neither RFC 3339 nor a driver can write.
    to: toRepresentable(floor(new Date(end.getTime() + bucketMs - 1), bucketMs)),
    bucketMs,
  };
  if ((range.to.getTime() - range.from.getTime()) / bucketMs > MOST_BUCKETS) {
    const detail = `The time range has more than ${MOST_BUCKETS} intervals. Use a shorter range or a longer interval.`;
    throw problem("invalid_parameter", { detail });
  }
  return range;
}

const floor = (at: Date, bucketMs: number) => new Date(Math.floor(at.getTime() / bucketMs) * bucketMs);
