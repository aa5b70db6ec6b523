import type { ChartData } from "#components/charts/chart-data.ts";
import { number } from "#components/charts/chart-text.ts";

/** What the colors mean, with the totals. Names are never cut. */
export function ChartLegend({ stacks }: { stacks: ChartData["stacks"] }) {
  return (
    <ul className="mt-4 flex flex-wrap gap-x-6 gap-y-2 text-sm">
      {stacks.map(({ id, name, hint, color, total }) => (
        <li key={id} className="flex min-w-0 items-baseline gap-2">
          <Swatch color={color} />
          <span className="wrap-anywhere min-w-0">
            {name}{" "}
            {hint ? <span className="whitespace-nowrap font-mono text-muted text-xs">{hint} </span> : null}
            <span className="text-muted tabular-nums">{number.format(total)}</span>
          </span>
        </li>
      ))}
      <li className="flex items-baseline gap-2">
        <span aria-hidden="true" className="h-0.5 w-4 shrink-0 self-center rounded-full bg-danger" />
        Error rate
      </li>
    </ul>
  );
}

export function Swatch({ color }: { color: string }) {
  return (
    <span
      aria-hidden="true"
      className="size-2.5 shrink-0 rounded-[3px]"
      style={{ backgroundColor: `var(${color})` }}
    />
  );
}
