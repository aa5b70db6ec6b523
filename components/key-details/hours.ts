import type { KeyUsage } from "#lib/usage/schema.ts";

const hourMs = 3_600_000;

export interface Hour {
  startMs: number;
  total: number;
}

/** Every hour of the period, also those without requests, which the API omits. */
export function hoursOf({ period, series }: Pick<KeyUsage, "period" | "series">): Hour[] {
  const totals = new Map(series.map(({ start, total }) => [Date.parse(start), total]));
  const hours: Hour[] = [];
  for (let startMs = Date.parse(period.start); startMs < Date.parse(period.end); startMs += hourMs)
    hours.push({ startMs, total: totals.get(startMs) ?? 0 });
  return hours;
}
