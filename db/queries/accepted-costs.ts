import { postgresql } from "#db/client.ts";
import type { CounterKey } from "#db/queries/limit-counters.ts";

/** A counter, and which accepted requests of its subject are wanted: those after a time and, if not null, up to another. */
export interface WantedCosts {
  counter: CounterKey;
  afterMs: number;
  untilMs: number | null;
  /** Requests of the future count as of this time. */
  nowMs: number;
}

export interface AcceptedCost {
  at: number;
  cost: number;
}

// Very many are summed up in steps of time, as in PostgreSQL's counters: Redis does nothing else while it stores them.
const WINDOWS = {
  name: "accepted_costs",
  text: `
    select n::int, each.at_ms, each.cost
    from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) with ordinality
      as wanted (kind, id, environment, after, until, now, n)
    cross join lateral (
      select array_agg(a.at_ms) as times, array_agg(a.cost) as costs
      from accepted_between(kind, id, environment, after, until, now) a) found
    cross join lateral collect_costs(found.times, found.costs, coalesce(until, now) - after, coalesce(until, now)) summed
    cross join lateral unnest(summed.times, summed.costs) as each (at_ms, cost)
    order by n, each.at_ms`,
};
const MONTHS = {
  name: "month_costs",
  text: `
    select n::int, start as at_ms, (
      select coalesce(sum(h.cost), 0) from usage_hours h
      where h.workspace_id = id and h.environment = wanted.environment and h.hour >= to_timestamp(start / 1000.0)) as cost
    from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as wanted (id, environment, start, n)`,
};

/**
 * Reads accepted costs from the log, oldest first; of a month, one sum. In two statements, however many are wanted. If there
 * are thousands, they are summed up in up to 2,048 steps of time, each of which counts as its end.
 */
export async function acceptedCosts(wanted: WantedCosts[]): Promise<AcceptedCost[][]> {
  const results: AcceptedCost[][] = wanted.map(() => []);
  const isMonth = ({ counter }: WantedCosts) => counter.kind === "month";
  const [months, windows] = [wanted.filter(isMonth), wanted.filter((one) => !isMonth(one))];
  const counters = (of: WantedCosts[], read: (counter: CounterKey) => string | number) =>
    of.map(({ counter }) => read(counter));
  const ofWindows = [
    counters(windows, ({ kind }) => kind),
    counters(windows, ({ id }) => id),
    counters(windows, ({ environment }) => environment),
    windows.map(({ afterMs }) => afterMs),
    windows.map(({ untilMs }) => untilMs),
    windows.map(({ nowMs }) => nowMs),
  ];
  const ofMonths = [
    counters(months, ({ id }) => id),
    counters(months, ({ environment }) => environment),
    counters(months, ({ startMs }) => startMs),
  ];
  for (const [group, statement, values] of [
    [windows, WINDOWS, ofWindows],
    [months, MONTHS, ofMonths],
  ] as const) {
    if (group.length === 0) continue;
    const { rows } = await postgresql()!.decisions.query<{ n: number; at_ms: string; cost: string }>({
      ...statement,
      values: [...values],
    });
    for (const { n, at_ms, cost } of rows)
      results[wanted.indexOf(group[n - 1]!)]!.push({ at: Number(at_ms), cost: Number(cost) });
  }
  return results;
}
