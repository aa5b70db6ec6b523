"use client";

import { memo, useEffect, useRef, useState } from "react";
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
import type { ChartData, Interval, Slot, Stack } from "#components/charts/chart-data.ts";
import { rateText, shortNumber, tickText } from "#components/charts/chart-text.ts";
import { ChartTooltip } from "#components/charts/chart-tooltip.tsx";
import { classNames } from "#components/ui/class-names.ts";

const tick = { fill: "var(--muted)", fontSize: 12 };
const margin = { top: 8, right: 0, bottom: 0, left: 0 };
const yAxis = { width: 44, tick, tickLine: false, axisLine: false };
const timeAxis = {
  dataKey: "start",
  tick,
  tickLine: false,
  axisLine: { stroke: "var(--line-strong)" },
  minTickGap: 32,
  interval: "equidistantPreserveStart",
} as const;
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

type StackedBarsProps = {
  title: string;
  data: ChartData;
  interval: Interval;
  /** Called when an interval is clicked, or chosen with Enter. */
  onZoom?: ((slot: Slot) => void) | undefined;
};

/**
 * Loaded lazily, because Recharts is large. Nothing is animated. It takes long to render, so it isn't rendered again when
 * something else on the page changes.
 */
export default memo(function StackedBars({ title, data, interval, onZoom }: StackedBarsProps) {
  const active = useRef<Slot>(undefined);
  const [touched, setTouched] = useState(false);
  const drawn = useDrawn();
  const zoom = (slot: Slot | undefined) => slot && slot.total > 0 && onZoom?.(slot);
  return (
    <ResponsiveContainer
      width="100%"
      height="100%"
      className={classNames(onZoom && "[&_svg]:cursor-zoom-in", !drawn && "invisible")}
      onKeyDown={(event) => event.key === "Enter" && zoom(active.current)}
      onPointerDown={({ pointerType }) => setTouched(pointerType === "touch")}
    >
      <ComposedChart
        accessibilityLayer
        aria-label={`${title}. Read it with the arrow keys, or as a table.`}
        data={data.slots}
        margin={margin}
        barCategoryGap="15%"
        // A tap shows the numbers. Only a mouse has shown them before the click.
        onClick={({ activeTooltipIndex }, { nativeEvent }) =>
          isMouse(nativeEvent) && zoom(data.slots[Number(activeTooltipIndex)])
        }
      >
        <CartesianGrid yAxisId="requests" vertical={false} stroke="var(--line)" />
        <XAxis {...timeAxis} tickFormatter={(start: string) => tickText(start, interval)} />
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
          // A finger doesn't hover.
          trigger={touched ? "click" : "hover"}
          isAnimationActive={false}
          cursor={{ fill: "var(--sunken)" }}
          content={({ active: isActive, activeIndex }) => {
            active.current = isActive ? data.slots[Number(activeIndex)] : undefined;
            return <ChartTooltip slot={active.current} stacks={data.stacks} interval={interval} />;
          }}
        />
        {barsOf(data.stacks)}
        <Line name="Error rate" dataKey="errorRate" {...errorLine} />
      </ComposedChart>
    </ResponsiveContainer>
  );
});

const barsOf = (stacks: Stack[]) =>
  stacks.map(({ id, name, color }, index) => (
    <Bar key={id} name={name} dataKey={(slot: Slot) => slot.parts[index]} fill={`var(${color})`} {...bar} />
  ));

/** Recharts draws the first frame before it knows how wide the axes are: the right one would be outside of the card. */
function useDrawn(): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setDrawn(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return drawn;
}

const isMouse = (event: MouseEvent) => !(event instanceof PointerEvent) || event.pointerType === "mouse";

/** The top of the error rate's axis, so that low rates can be seen. */
function ceilingOf(slots: Slot[]): number {
  const highest = Math.max(...slots.map(({ errorRate }) => errorRate ?? 0));
  return [0.02, 0.1, 0.2, 0.5].find((ceiling) => highest <= ceiling) ?? 1;
}
