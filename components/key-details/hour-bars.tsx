import { number } from "#components/charts/chart-text.ts";
import type { Hour } from "#components/key-details/hours.ts";

const height = 72;
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** Requests by hour as bars, with the same numbers as a table. */
export function HourBars({ title, hours }: { title: string; hours: Hour[] }) {
  const peak = Math.max(1, ...hours.map(({ total }) => total));
  const slot = 100 / Math.max(1, hours.length);
  return (
    <div>
      <svg width="100%" height={height} aria-hidden="true" className="block">
        <line x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} className="stroke-line-strong" />
        {hours.map(({ startMs, total }, index) => {
          const bar = total > 0 ? Math.max(2, (total / peak) * (height - 2)) : 0;
          return (
            <g key={startMs} className="hover:opacity-75">
              <title>{`${clock.format(startMs)}: ${number.format(total)}`}</title>
              <rect x={`${index * slot}%`} width={`${slot}%`} height={height} fill="transparent" />
              <rect
                x={`${index * slot + slot * 0.12}%`}
                y={height - bar}
                width={`${slot * 0.76}%`}
                height={bar}
                rx="1.5"
                className="fill-bar-1"
              />
            </g>
          );
        })}
      </svg>
      <div className="mt-1.5 flex justify-between text-muted text-xs tabular-nums" aria-hidden="true">
        <span>{hours[0] ? clock.format(hours[0].startMs) : null}</span>
        <span>now (UTC)</span>
      </div>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer rounded-sm text-muted text-xs hover:text-foreground">
          Show as table
        </summary>
        <table className="mt-2 w-full max-w-72 text-left text-xs tabular-nums">
          <caption className="sr-only">{title}</caption>
          <thead className="border-b text-muted">
            <tr>
              <th scope="col" className="py-1.5 font-medium">
                Hour (UTC)
              </th>
              <th scope="col" className="py-1.5 text-right font-medium">
                Requests
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {hours.toReversed().map(({ startMs, total }) => (
              <tr key={startMs}>
                <th scope="row" className="py-1 font-normal">
                  {clock.format(startMs)}
                </th>
                <td className="py-1 text-right">{number.format(total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
