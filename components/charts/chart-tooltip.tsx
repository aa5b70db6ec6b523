import type { Interval, Slot, Stack } from "#components/charts/chart-data.ts";
import { Swatch } from "#components/charts/chart-legend.tsx";
import { intervalText, number, rateText } from "#components/charts/chart-text.ts";

type ChartTooltipProps = { slot: Slot | undefined; stacks: Stack[]; interval: Interval };

/** The numbers of one interval. Always rendered, so that screen readers announce it when the keyboard moves it. */
export function ChartTooltip({ slot, stacks, interval }: ChartTooltipProps) {
  return (
    <div role="status">{slot ? <SlotFigures slot={slot} stacks={stacks} interval={interval} /> : null}</div>
  );
}

function SlotFigures({ slot, stacks, interval }: ChartTooltipProps & { slot: Slot }) {
  return (
    <div className="w-max max-w-64 rounded-lg border bg-surface px-3 py-2.5 text-xs shadow-float sm:max-w-80">
      <p className="font-medium tabular-nums">
        {intervalText(slot.start, interval)} <span className="font-normal text-muted">UTC</span>
      </p>
      <dl className="mt-1.5 grid gap-1">
        {stacks.map(({ id, name, hint, color }, index) =>
          slot.parts[index]! > 0 ? (
            <div key={id} className="flex items-baseline justify-between gap-4">
              <dt className="flex min-w-0 items-baseline gap-2">
                <Swatch color={color} />
                <span className="min-w-0 break-words">
                  {name} {hint ? <span className="font-mono text-muted">{hint}</span> : null}
                </span>
              </dt>
              <dd className="tabular-nums">{number.format(slot.parts[index]!)}</dd>
            </div>
          ) : null,
        )}
        <div className="flex justify-between gap-4 border-t pt-1">
          <dt className="text-muted">Total</dt>
          <dd className="tabular-nums">{number.format(slot.total)}</dd>
        </div>
        <div className="flex justify-between gap-4">
          <dt className="text-muted">Error rate</dt>
          <dd className="tabular-nums">{rateText(slot.errorRate)}</dd>
        </div>
      </dl>
    </div>
  );
}
