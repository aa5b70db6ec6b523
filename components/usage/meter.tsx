import type { ReactNode } from "react";
import { number } from "#components/charts/chart-text.ts";

type MeterProps = {
  /** What is counted, for screen readers, such as "Requests in the last minute". */
  label: string;
  used: number;
  of: number;
  /** After "3 of 60", such as "in the last minute". */
  unit: string;
  /** What it means, below the bar. */
  children: ReactNode;
};

const nearlyFull = 0.8;

/** How much of a limit is used. */
export function Meter({ label, used, of, unit, children }: MeterProps) {
  const share = Math.min(1, used / Math.max(of, 1));
  const color = share >= 1 ? "bg-danger" : share >= nearlyFull ? "bg-brass" : "bg-bar-2";
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-1.5 tabular-nums">
        <span className="font-display text-3xl leading-none">{number.format(used)}</span>
        <span className="text-muted text-sm">
          of {number.format(of)} {unit}
        </span>
      </p>
      <meter className="sr-only" min={0} max={of} value={Math.min(used, of)} aria-label={label} />
      <div aria-hidden="true" className="mt-3 h-2 overflow-hidden rounded-full bg-line">
        <div className={`h-full rounded-full ${color}`} style={{ width: `${100 * share}%` }} />
      </div>
      <p className="mt-2 text-muted text-sm tabular-nums">{children}</p>
    </div>
  );
}
