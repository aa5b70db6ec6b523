"use client";

import { useMemo } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ChartBars } from "#components/usage/chart-bars.tsx";
import { ChartTable } from "#components/usage/chart-table.tsx";
import type { Environment } from "#components/usage/environment.ts";
import { toDay } from "#components/usage/last-day.ts";
import { number } from "#components/usage/number.ts";
import { useLastDay } from "#components/usage/use-usage.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

const swatches = ["bg-bar-1", "bg-bar-2", "bg-bar-3", "bg-bar-4", "bg-bar-5"];

type RequestsChartProps = {
  environment: Environment;
  initial: UsageBucket[];
  keyNames: Record<string, string>;
  nowMs: number;
};

export function RequestsChart({ environment, initial, keyNames, nowMs }: RequestsChartProps) {
  const series = useLastDay(environment, initial);
  const hydrated = useHydrated();
  // Uses the server's clock until hydration, so that server and browser render the same hours.
  const day = useMemo(() => toDay(series, hydrated ? Date.now() : nowMs), [series, hydrated, nowMs]);
  const names = day.groups.map((group) =>
    group === null ? "Other keys" : (keyNames[group] ?? group.slice(0, 12)),
  );
  return (
    <Card aria-labelledby="last-day" className="mt-5 p-5 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h2 id="last-day" className="font-medium">
          Last 24 hours
        </h2>
        {day.total > 0 ? (
          <p className="text-muted text-sm tabular-nums">
            {number.format(day.total)} requests, {number.format(day.peak)} in the busiest hour
          </p>
        ) : null}
      </div>
      {day.total > 0 ? (
        <>
          <ChartBars day={day} names={names} localTime={hydrated} />
          <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
            {names.map((name, index) => (
              <li key={name} className="flex min-w-0 items-center gap-2">
                <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-[3px] ${swatches[index]}`} />
                <span className="truncate">{name}</span>
              </li>
            ))}
          </ul>
          <ChartTable day={day} names={names} />
        </>
      ) : (
        <EmptyState title="No requests in the last 24 hours">
          When you use a {environment} key, its requests appear here by hour, with one color per key.
        </EmptyState>
      )}
    </Card>
  );
}
