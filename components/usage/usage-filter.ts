import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsIsoDateTime,
  parseAsStringLiteral,
} from "nuqs/server";
import type { ChartRange, Interval } from "#components/charts/chart-data.ts";
import { msOf } from "#components/charts/chart-data.ts";
import type { Environment } from "#components/shell/environment.ts";

/** Time ranges that end with the current interval. */
const presets = {
  "1h": { name: "last hour", count: 60, interval: "minute" },
  "24h": { name: "last 24 hours", count: 24, interval: "hour" },
  "7d": { name: "last 7 days", count: 7, interval: "day" },
  "30d": { name: "last 30 days", count: 30, interval: "day" },
  "90d": { name: "last 90 days", count: 90, interval: "day" },
} as const satisfies Record<string, { name: string; count: number; interval: Interval }>;

export type Preset = keyof typeof presets;
export const presetNames = Object.keys(presets) as Preset[];
export const groupings = ["key", "route", "status", "code"] as const;
export type Grouping = (typeof groupings)[number];

const keyId = createParser({
  parse: (text) => (/^key_[0-9A-Za-z]{25}$/.test(text) ? text : null),
  serialize: (text: string) => text,
});

/** What the page shows, as it is in the URL. The environment is the shell's. Anything else in the URL counts as not set. */
export const usageFilters = {
  range: parseAsStringLiteral(presetNames),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  group: parseAsStringLiteral(groupings),
  key: keyId,
};
export type UsageFilter = inferParserType<typeof usageFilters>;

const longestCustomMs = 366 * msOf("day");
const longestByMinuteMs = 3 * msOf("hour");
const longestByHourMs = 4 * msOf("day");

export interface Period extends ChartRange {
  interval: Interval;
  /** Such as "last 24 hours". Null for a custom range. */
  name: string | null;
}

/** A custom range without a mistake, or null. */
export function customRange({ from, to }: Pick<UsageFilter, "from" | "to">) {
  return from && to && mistakeIn(from, to) === null ? { from, to } : null;
}

/** What is wrong with a custom range, or null. */
export function mistakeIn(from: Date, to: Date): string | null {
  if (from >= to) return "The end must be after the start.";
  return to.getTime() - from.getTime() > longestCustomMs ? "Choose at most 366 days." : null;
}

/** The time that the filter means now. */
export function periodOf(filter: Pick<UsageFilter, "range" | "from" | "to">, nowMs: number): Period {
  const custom = filter.range ? null : customRange(filter);
  if (custom) {
    const { from, to } = custom;
    const interval = intervalFor(to.getTime() - from.getTime());
    return { from: from.toISOString(), to: to.toISOString(), interval, name: null };
  }
  const { name, count, interval } = presets[filter.range ?? "24h"];
  const size = msOf(interval);
  const end = (Math.floor(nowMs / size) + 1) * size;
  return {
    from: new Date(end - count * size).toISOString(),
    to: new Date(end).toISOString(),
    interval,
    name,
  };
}

function intervalFor(lengthMs: number): Interval {
  if (lengthMs <= longestByMinuteMs) return "minute";
  return lengthMs <= longestByHourMs ? "hour" : "day";
}

/** By key, unless there is only one. */
export const groupingOf = ({ group, key }: Pick<UsageFilter, "group" | "key">): Grouping =>
  group ?? (key ? "status" : "key");

/** The query of the API's series. */
export function seriesQuery(environment: Environment, filter: UsageFilter, nowMs: number) {
  const { from, to, interval } = periodOf(filter, nowMs);
  return {
    environment,
    from,
    to,
    interval,
    group_by: groupingOf(filter),
    compare: "previous" as const,
    ...(filter.key ? { key_id: filter.key } : {}),
  };
}

const serialize = createSerializer(usageFilters);

/** Equal filters have equal names. */
export const nameOf = (environment: Environment, filter: UsageFilter): string =>
  `${environment}${serialize(filter)}`;
