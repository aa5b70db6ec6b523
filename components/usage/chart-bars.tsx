import type { DayOfRequests, Hour } from "#components/usage/last-day.ts";
import { number } from "#components/usage/number.ts";

const fills = ["fill-bar-1", "fill-bar-2", "fill-bar-3", "fill-bar-4", "fill-bar-5"];
const height = 160;
const slot = 100 / 24;
const gap = 0.9;

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

type ChartBarsProps = { day: DayOfRequests; names: string[]; localTime: boolean };

/** Stacked bars sized in percent, so no measuring is needed. Hidden from screen readers, which get `ChartTable`. */
export function ChartBars({ day, names, localTime }: ChartBarsProps) {
  const ceiling = niceCeiling(day.peak);
  return (
    <div className="mt-6 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3" aria-hidden="true">
      <div className="-my-1.5 flex h-43 flex-col justify-between text-right text-muted text-xs leading-none tabular-nums">
        <span>{number.format(ceiling)}</span>
        <span>{number.format(ceiling / 2)}</span>
        <span>0</span>
      </div>
      <svg width="100%" height={height} className="block overflow-visible">
        <title>Requests in the last 24 hours</title>
        {[0, 0.5, 1].map((line) => (
          <line key={line} x1="0" x2="100%" y1={height * line} y2={height * line} className="stroke-line" />
        ))}
        {day.hours.map((hour, index) => (
          <Bar key={hour.start} hour={hour} index={index} ceiling={ceiling} names={names} />
        ))}
      </svg>
      <div className="col-start-2 mt-2 flex h-4 justify-between text-muted text-xs leading-none tabular-nums">
        {localTime
          ? [0, 6, 12, 18].map((index) => (
              <span key={index} className="w-1/4">
                {clock.format(new Date(day.hours[index]!.start))}
              </span>
            ))
          : null}
      </div>
    </div>
  );
}

type BarProps = { hour: Hour; index: number; ceiling: number; names: string[] };

function Bar({ hour, index, ceiling, names }: BarProps) {
  let top = height;
  return (
    <g className="transition-opacity hover:opacity-75">
      <title>{`${clock.format(new Date(hour.start))}: ${sentenceFor(hour, names)}`}</title>
      {/* A transparent rectangle, so that the whole column shows the tooltip even above a low bar. */}
      <rect x={`${index * slot}%`} width={`${slot}%`} height={height} fill="transparent" />
      {hour.parts.map((part, group) => {
        const partHeight = (part / ceiling) * height;
        top -= partHeight;
        return part > 0 ? (
          <rect
            key={names[group]}
            x={`${index * slot + gap / 2}%`}
            y={top}
            width={`${slot - gap}%`}
            height={Math.max(partHeight, 1)}
            className={fills[group]}
          />
        ) : null;
      })}
    </g>
  );
}

function sentenceFor(hour: Hour, names: string[]): string {
  const parts = hour.parts.flatMap((part, group) =>
    part > 0 ? [`${names[group]} ${number.format(part)}`] : [],
  );
  return parts.length > 0 ? parts.join(", ") : "no requests";
}

/** A round number just above the peak whose half is whole, so that the middle line has a whole label. */
function niceCeiling(peak: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(peak, 2)));
  const steps = magnitude === 1 ? [2, 4, 6, 8, 10] : [1, 2, 3, 4, 5, 6, 8, 10];
  return magnitude * (steps.find((step) => step * magnitude >= peak) ?? 10);
}
