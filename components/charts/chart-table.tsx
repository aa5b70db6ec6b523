import type { ChartData, Interval, Slot } from "#components/charts/chart-data.ts";
import { intervalText, number, rateText } from "#components/charts/chart-text.ts";
import { ScrollArea } from "#components/ui/scroll-area.tsx";

const figure = "px-3 py-2 text-right align-top tabular-nums";

type ChartTableProps = {
  title: string;
  data: ChartData;
  interval: Interval;
  onZoom?: ((slot: Slot) => void) | undefined;
};

/** The chart's numbers. It scrolls in a box as large as the chart. */
export function ChartTable({ title, data, interval, onZoom }: ChartTableProps) {
  const slots = data.slots.filter(({ total }) => total > 0);
  return (
    <ScrollArea aria-label={`${title}: table`} className="relative h-full rounded-lg border">
      <table className="w-full min-w-max text-left text-sm">
        <caption className="sr-only">{title}. Intervals without requests are omitted. Times are UTC.</caption>
        <thead className="text-muted text-xs">
          <tr>
            <th scope="col" className="sticky top-0 bg-surface px-3 py-2 align-bottom font-medium">
              Time (UTC)
            </th>
            {data.stacks.map(({ id, name, hint }) => (
              <th key={id} scope="col" className={`${figure} sticky top-0 max-w-56 bg-surface font-medium`}>
                <span className="break-words">{name}</span>
                {hint ? <span className="block font-mono font-normal">{hint}</span> : null}
              </th>
            ))}
            <th scope="col" className={`${figure} sticky top-0 bg-surface font-medium`}>
              Total
            </th>
            <th scope="col" className={`${figure} sticky top-0 bg-surface font-medium`}>
              Error rate
            </th>
          </tr>
        </thead>
        <tbody className="divide-y border-t">
          {slots.map((slot) => (
            <tr key={slot.start}>
              <th scope="row" className="whitespace-nowrap px-3 py-2 font-normal tabular-nums">
                {onZoom ? (
                  <button
                    type="button"
                    className="rounded-sm underline decoration-line-strong underline-offset-4 hover:decoration-foreground"
                    onClick={() => onZoom(slot)}
                  >
                    {intervalText(slot.start, interval)}
                  </button>
                ) : (
                  intervalText(slot.start, interval)
                )}
              </th>
              {slot.parts.map((part, index) => (
                <td key={data.stacks[index]!.id} className={figure}>
                  {number.format(part)}
                </td>
              ))}
              <td className={figure}>{number.format(slot.total)}</td>
              <td className={figure}>{rateText(slot.errorRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
