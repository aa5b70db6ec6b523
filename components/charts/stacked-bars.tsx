"use client";

import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { ChartData, Interval, Slot } from "#components/charts/chart-data.ts";
import { rateText, shortNumber, tickText } from "#components/charts/chart-text.ts";
import { ChartTooltip } from "#components/charts/chart-tooltip.tsx";

const tick = { fill: "var(--muted)", fontSize: 12 };
const margin = { top: 8, right: 0, bottom: 0, left: 0 };
const yAxis = { width: 44, tick, tickLine: false, axisLine: false };
const bar = { yAxisId: "requests", stackId: "requests", isAnimationActive: false, maxBarSize: 48 };
const errorLine = {
  yAxisId: "rate",
  stroke: "var(--danger)",
  strokeWidth: 1.5,
  // An interval whose neighbors have no requests has no line, only a dot.
  dot: { r: 1.75, strokeWidth: 0, fill: "var(--danger)" },
  activeDot: { r: 3.5, stroke: "var(--surface)", fill: "var(--danger)" },
  isAnimationActive: false,
};

type StackedBarsProps = { title: string; data: ChartData; interval: Interval };

/** Loaded lazily, because Recharts is large. Nothing is animated. */
export default function StackedBars({ title, data, interval }: StackedBarsProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        accessibilityLayer
        aria-label={`${title}. Read it with the arrow keys, or as a table.`}
        data={data.slots}
        margin={margin}
        barCategoryGap="15%"
      >
        <CartesianGrid yAxisId="requests" vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="start"
          tickFormatter={(start: string) => tickText(start, interval)}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          minTickGap={32}
        />
        <YAxis yAxisId="requests" allowDecimals={false} tickFormatter={shortNumber} {...yAxis} />
        <YAxis
          yAxisId="rate"
          orientation="right"
          domain={[0, ceilingOf(data.slots)]}
          tickCount={3}
          tickFormatter={rateText}
          {...yAxis}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--sunken)" }}
          content={({ active, activeIndex }) => (
            <ChartTooltip
              slot={active ? data.slots[Number(activeIndex)] : undefined}
              stacks={data.stacks}
              interval={interval}
            />
          )}
        />
        {data.stacks.map(({ id, name, color }, index) => (
          <Bar
            key={id}
            name={name}
            dataKey={(slot: Slot) => slot.parts[index]}
            fill={`var(${color})`}
            {...bar}
          />
        ))}
        <Line name="Error rate" dataKey="errorRate" {...errorLine} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** The top of the error rate's axis, so that low rates can be seen. */
function ceilingOf(slots: Slot[]): number {
  const highest = Math.max(...slots.map(({ errorRate }) => errorRate ?? 0));
  return [0.02, 0.1, 0.2, 0.5].find((ceiling) => highest <= ceiling) ?? 1;
}
