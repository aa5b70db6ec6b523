"use client";

import { useCallback, useMemo } from "react";
import { type Interval, msOf, type Slot } from "#components/charts/chart-data.ts";
import { UsageChart } from "#components/charts/usage-chart.tsx";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { Card } from "#components/ui/card.tsx";
import { Breakdown } from "#components/usage/breakdown.tsx";
import { groupingWords, namedGroups } from "#components/usage/group-words.ts";
import { NoRequests } from "#components/usage/no-requests.tsx";
import { TotalsStrip } from "#components/usage/totals.tsx";
import type { UsageFilter } from "#components/usage/usage-filter.ts";
import type { Series } from "#components/usage/use-usage.ts";

type SeriesViewProps = {
  series: Series;
  filter: UsageFilter;
  api: ExampleApi;
  mayWriteKeys: boolean;
  onChange: (change: Partial<UsageFilter>) => void;
  hrefOfKey: (id: string) => string;
};

/** The totals, the chart and the sums of the groups. */
export function SeriesView({ series, onChange, hrefOfKey, ...rest }: SeriesViewProps) {
  const { data, meta, grouping, interval, periodName } = series;
  const { name, others } = groupingWords[grouping];
  // The chart is only rendered again if these change.
  const groups = useMemo(() => namedGroups(meta.groups, grouping), [meta.groups, grouping]);
  const zoom = useCallback((slot: Slot) => onChange(rangeOf(slot, interval)), [onChange, interval]);
  const when = periodName ? `in the ${periodName}` : "in this period";
  return (
    <>
      <Card aria-label="Totals" className="p-5 sm:p-6">
        <TotalsStrip totals={meta.totals} previous={meta.previous} />
      </Card>
      <Card className="p-5 sm:p-6">
        <UsageChart
          title={`Requests by ${name.toLowerCase()}`}
          summary={`${periodName ? capitalized(periodName) : "Custom range"}, by ${interval}`}
          buckets={data}
          groups={groups}
          others={others}
          range={{ from: meta.totals.start, to: meta.totals.end }}
          interval={interval}
          filename={`usage-by-${grouping}.csv`}
          empty={<NoRequests when={when} onChange={onChange} {...rest} />}
          onZoom={interval === "minute" ? undefined : zoom}
        />
      </Card>
      {data.length > 0 ? (
        <Breakdown grouping={grouping} groups={groups} buckets={data} hrefOfKey={hrefOfKey} />
      ) : null}
    </>
  );
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The time of one bar as a custom range. */
function rangeOf({ start }: Slot, interval: Interval): Partial<UsageFilter> {
  const from = new Date(start);
  return { range: null, from, to: new Date(from.getTime() + msOf(interval)) };
}
