"use client";

import { ChartColumn, Download, Table2 } from "lucide-react";
import { type ReactNode, useId, useMemo, useState } from "react";
import { toCsv } from "#components/charts/chart-csv.ts";
import {
  byGroup,
  byOutcome,
  type ChartGroup,
  type ChartRange,
  type Interval,
  type Slot,
} from "#components/charts/chart-data.ts";
import { ChartLegend } from "#components/charts/chart-legend.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy.tsx";
import { saveFile } from "#components/ui/save-file.ts";
import { Segmented } from "#components/ui/segmented.tsx";
import type { UsageBucket } from "#lib/usage/schema.ts";

const StackedBars = lazyPart(() =>
  import("#components/charts/stacked-bars.tsx").then((module) => module.default),
);

const views = [
  { value: "chart", label: <ViewLabel icon={<ChartColumn aria-hidden />}>Chart</ViewLabel> },
  { value: "table", label: <ViewLabel icon={<Table2 aria-hidden />}>Table</ViewLabel> },
] as const;

export type UsageChartProps = {
  title: string;
  /** Below the title, such as the total. */
  summary?: ReactNode;
  buckets: UsageBucket[];
  /** The groups of the buckets, the busiest first. Without them, the stacks are succeeded, rate limited and failed. */
  groups?: ChartGroup[] | undefined;
  /** What groups are called that share a color, such as "Other keys". */
  others?: string;
  range: ChartRange;
  interval: Interval;
  /** Of the CSV file. */
  filename: string;
  /** Shown instead of the chart if there are no requests. */
  empty: ReactNode;
  /** Shows only one interval. */
  onZoom?: ((slot: Slot) => void) | undefined;
};

/** Requests over time as stacked bars with a line of the error rate, or as a table. */
export function UsageChart(props: UsageChartProps) {
  const {
    title,
    summary,
    buckets,
    groups,
    others = "Other",
    range,
    interval,
    filename,
    empty,
    onZoom,
  } = props;
  const id = useId();
  const [view, setView] = useState<"chart" | "table">("chart");
  const { from, to } = range;
  const data = useMemo(() => {
    const period = { range: { from, to }, interval };
    return groups ? byGroup(buckets, { groups, others, ...period }) : byOutcome(buckets, period);
  }, [buckets, groups, others, from, to, interval]);
  return (
    <figure aria-labelledby={id}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={id} className="font-medium">
            {title}
          </h2>
          <p className="mt-0.5 text-muted text-sm">{summary ? <>{summary} · </> : null}Times are in UTC</p>
        </div>
        <div className="flex items-center gap-2">
          <Segmented label="View" size="small" options={views} value={view} onChange={setView} />
          <Button
            tone="plain"
            size="small"
            aria-label="Download CSV"
            title="Download CSV"
            onClick={() =>
              saveFile(filename, new Blob([toCsv(buckets, groups)], { type: "text/csv;charset=utf-8" }))
            }
          >
            <Download aria-hidden /> CSV
          </Button>
        </div>
      </div>
      {data.total === 0 ? (
        empty
      ) : (
        <>
          <div className="mt-5 h-72">
            {view === "table" ? (
              <ChartTable title={title} data={data} interval={interval} onZoom={onZoom} />
            ) : (
              <StackedBars title={title} data={data} interval={interval} onZoom={onZoom} />
            )}
          </div>
          <ChartLegend stacks={data.stacks} />
        </>
      )}
    </figure>
  );
}

function ViewLabel({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 [&_svg]:size-3.5">
      {icon}
      {children}
    </span>
  );
}
