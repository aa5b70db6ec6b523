"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { number } from "#components/charts/chart-text.ts";
import { UsageChart } from "#components/charts/usage-chart.tsx";
import { useKeyDays, useKeyHours } from "#components/keys/use-key.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { KeyUsage } from "#lib/usage/schema.ts";

const ranges = ["24h", "30d"] as const;
const options = [
  { value: "24h", label: "24 hours" },
  { value: "30d", label: "30 days" },
] as const;
const times = { "24h": "in the last 24 hours", "30d": "in the last 30 days" };
const intervalMs = { hour: 3_600_000, day: 86_400_000 };

/** The key's requests over time. */
export function KeyUsageSection({ apiKey }: { apiKey: PublicKey }) {
  const [range, setRange] = useQueryState("range", parseAsStringLiteral(ranges).withDefault("24h"));
  const hours = useKeyHours(apiKey.id);
  const days = useKeyDays(apiKey.id, range === "30d");
  const [query, interval] = range === "24h" ? [hours, "hour" as const] : [days, "day" as const];
  return (
    <Card className="p-5 sm:p-6">
      <div className="mb-5">
        <Segmented label="Range" size="small" options={options} value={range} onChange={setRange} />
      </div>
      {/* As high as the chart, so that what is below doesn't move when it is there. */}
      <div className="min-h-[24rem]">
        <QueryView query={query} what="usage">
          {(usage) => (
            <UsageChart
              title="Requests by outcome"
              summary={summaryOf(usage, times[range])}
              buckets={usage.series}
              range={wholeIntervals(usage.period, interval)}
              interval={interval}
              filename={`usage-of-${apiKey.id}.csv`}
              empty={
                <div className="grid min-h-80 place-content-center">
                  <EmptyState title={`No requests ${times[range]}`}>
                    Requests with this key appear here within seconds, including refused ones.
                  </EmptyState>
                </div>
              }
            />
          )}
        </QueryView>
      </div>
    </Card>
  );
}

function summaryOf(
  { requests_current_period: total, error_rate, truncated }: KeyUsage,
  when: string,
): string {
  const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 }).format(
    error_rate,
  );
  const count = `${number.format(total)}${truncated ? " or more" : ""} ${total === 1 ? "request" : "requests"} ${when}`;
  return total === 0 ? count : `${count}, ${share} refused or failed`;
}

function wholeIntervals({ start, end }: KeyUsage["period"], interval: "hour" | "day") {
  const ms = intervalMs[interval];
  const whole = (text: string, round: (value: number) => number) =>
    new Date(round(Date.parse(text) / ms) * ms).toISOString();
  return { from: whole(start, Math.floor), to: whole(end, Math.ceil) };
}
