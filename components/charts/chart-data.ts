import type { UsageBucket } from "#lib/usage/schema.ts";

/** A group of a series, with what people call it. A key also has the hint of its secret, because names can be equal. */
export interface ChartGroup {
  id: string | null;
  name: string;
  hint?: string | null;
}

/** The time that a chart shows, as ISO timestamps at whole intervals in UTC. `to` is exclusive. */
export interface ChartRange {
  from: string;
  to: string;
}

export type Interval = "minute" | "hour" | "day";

/** One color of the chart: a group, several groups together, or an outcome. */
export interface Stack {
  id: string;
  name: string;
  hint: string | null;
  /** A custom property of tokens.css. */
  color: string;
  total: number;
}

/** One interval. `parts` has the requests of each stack, in their order. */
export interface Slot {
  start: string;
  parts: number[];
  total: number;
  /** From 0 to 1. Null if there were no requests. */
  errorRate: number | null;
}

export interface ChartData {
  stacks: Stack[];
  slots: Slot[];
  total: number;
}

const intervalsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
export const msOf = (interval: Interval) => intervalsMs[interval];

const colors = ["--bar-1", "--bar-2", "--bar-3", "--bar-4", "--bar-5", "--bar-6"];

type Part = { stack: number; requests: number };
type Period = { range: ChartRange; interval: Interval };

/** Stacks by group, the busiest first. Groups for which there is no color are one stack, with the API's own `other`. */
export function byGroup(
  buckets: UsageBucket[],
  { groups, others, ...period }: Period & { groups: ChartGroup[]; others: string },
): ChartData {
  const shown = groups.filter(({ id }) => id !== "other");
  // One group more than there are colors would only be replaced by "other".
  const named = shown.slice(0, colors.length);
  const stacks: Stack[] = named.map(({ id, name, hint }, index) => ({
    id: `group-${id}`,
    name,
    hint: hint ?? null,
    color: colors[index]!,
    total: 0,
  }));
  if (named.length < groups.length)
    stacks.push({ id: "others", name: others, hint: null, color: "--bar-rest", total: 0 });
  const places = new Map(named.map(({ id }, index) => [id, index]));
  return fill(buckets, stacks, period, ({ group, total }) => [
    { stack: places.get(group) ?? stacks.length - 1, requests: total },
  ]);
}

/** Stacks by what became of the requests. */
export function byOutcome(buckets: UsageBucket[], period: Period): ChartData {
  const stacks: Stack[] = [
    { id: "succeeded", name: "Succeeded", hint: null, color: "--bar-2", total: 0 },
    { id: "rate_limited", name: "Rate limited", hint: null, color: "--bar-1", total: 0 },
    { id: "failed", name: "Failed", hint: null, color: "--bar-4", total: 0 },
  ];
  return fill(buckets, stacks, period, ({ succeeded, rate_limited, failed }) =>
    [succeeded, rate_limited, failed].map((requests, stack) => ({ stack, requests })),
  );
}

/** Also makes slots for the intervals without requests, which the API leaves out. */
function fill(
  buckets: UsageBucket[],
  stacks: Stack[],
  { range, interval }: Period,
  partsOf: (bucket: UsageBucket) => Part[],
): ChartData {
  const from = Date.parse(range.from);
  const count = Math.ceil((Date.parse(range.to) - from) / msOf(interval));
  const slots = Array.from({ length: count }, (_, index) => ({
    start: new Date(from + index * msOf(interval)).toISOString(),
    parts: stacks.map(() => 0),
    total: 0,
    errors: 0,
  }));
  let total = 0;
  for (const bucket of buckets) {
    const slot = slots[Math.floor((Date.parse(bucket.start) - from) / msOf(interval))];
    if (!slot) continue;
    for (const { stack, requests } of partsOf(bucket)) {
      slot.parts[stack]! += requests;
      stacks[stack]!.total += requests;
    }
    slot.total += bucket.total;
    slot.errors += bucket.failed + bucket.rate_limited;
    total += bucket.total;
  }
  return {
    stacks,
    total,
    slots: slots.map(({ errors, ...slot }) => ({
      ...slot,
      errorRate: slot.total === 0 ? null : errors / slot.total,
    })),
  };
}
