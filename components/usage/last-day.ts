import type { UsageBucket } from "#lib/usage/schema.ts";

const hourMs = 3_600_000;
const hours = 24;
const namedGroups = 4;

/** The last 24 hours as whole hours, including the current one. */
export function lastDay(nowMs: number): { from: string; to: string } {
  const end = (Math.floor(nowMs / hourMs) + 1) * hourMs;
  return { from: new Date(end - hours * hourMs).toISOString(), to: new Date(end).toISOString() };
}

export type Hour = { start: string; total: number; parts: number[] };
export type DayOfRequests = {
  hours: Hour[];
  /** IDs of the busiest keys, then `null` for all other keys together. */
  groups: Array<string | null>;
  total: number;
  peak: number;
};

/** Turns the series into 24 hours. Each hour has one part per group, in the order of `groups`. */
export function toDay(points: UsageBucket[], nowMs: number): DayOfRequests {
  const groups = rankGroups(points);
  const { from } = lastDay(nowMs);
  const day = Array.from({ length: hours }, (_, index) => {
    const start = new Date(Date.parse(from) + index * hourMs).toISOString();
    return { start, total: 0, parts: groups.map(() => 0) };
  });
  for (const point of points) {
    const hour = day[Math.floor((Date.parse(point.start) - Date.parse(from)) / hourMs)];
    if (!hour) continue;
    const named = groups.indexOf(point.group);
    const part = named === -1 ? groups.length - 1 : named;
    hour.parts[part] = (hour.parts[part] ?? 0) + point.total;
    hour.total += point.total;
  }
  const totals = day.map((hour) => hour.total);
  return { hours: day, groups, total: totals.reduce((a, b) => a + b, 0), peak: Math.max(...totals) };
}

function rankGroups(points: UsageBucket[]): Array<string | null> {
  const totals = new Map<string, number>();
  for (const { group, total } of points) if (group) totals.set(group, (totals.get(group) ?? 0) + total);
  const ranked = [...totals].sort(([, a], [, b]) => b - a).map(([group]) => group);
  const others = ranked.length > namedGroups || points.some(({ group }) => group === null);
  return others ? [...ranked.slice(0, namedGroups), null] : ranked;
}
