import type { UsageBucket } from "#lib/usage/schema.ts";

const dayMs = 86_400_000;
export const days = 30;

/** One day (UTC) of a key's requests. */
export interface DailyRequests {
  day: string;
  succeeded: number;
  /** Failed or rate limited. */
  refused: number;
}

/** The first of the last 30 days (UTC), of which the last one is today. */
export const firstDay = (nowMs: number) =>
  new Date(Math.floor(nowMs / dayMs) * dayMs - (days - 1) * dayMs).toISOString();

/** The requests of every key by day, with the days that have none. */
export function dailyByKey(from: string, buckets: UsageBucket[]): Map<string, DailyRequests[]> {
  const byKey = new Map<string, DailyRequests[]>();
  for (const { group, start, total, succeeded } of buckets) {
    if (group === null) continue;
    const series = byKey.get(group) ?? emptyDays(from);
    byKey.set(group, series);
    const day = series[Math.round((Date.parse(start) - Date.parse(from)) / dayMs)];
    if (day) Object.assign(day, { succeeded, refused: total - succeeded });
  }
  return byKey;
}

const emptyDays = (from: string): DailyRequests[] =>
  Array.from({ length: days }, (_, index) => ({
    day: new Date(Date.parse(from) + index * dayMs).toISOString().slice(0, 10),
    succeeded: 0,
    refused: 0,
  }));
