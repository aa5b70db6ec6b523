import { number, rateText } from "#components/charts/chart-text.ts";
import type { SeriesMeta } from "#lib/usage/schema.ts";

const change = new Intl.NumberFormat("en", {
  style: "percent",
  maximumFractionDigits: 0,
  signDisplay: "exceptZero",
});
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });
const time = new Intl.DateTimeFormat("en", {
  ...{ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  ...{ hourCycle: "h23", timeZone: "UTC" },
});
const dayMs = 86_400_000;

type Totals = SeriesMeta["totals"];

/** What the requests add up to, and the same of the period before. */
export function TotalsStrip({ totals, previous }: Pick<SeriesMeta, "totals" | "previous">) {
  const counts = [
    { name: "Requests", of: (sum: Totals) => sum.total },
    { name: "Succeeded", of: (sum: Totals) => sum.succeeded },
    { name: "Failed", of: (sum: Totals) => sum.failed },
    { name: "Rate limited", of: (sum: Totals) => sum.rate_limited },
  ];
  return (
    <div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-5">
        {counts.map(({ name, of }) => (
          <Figure
            key={name}
            name={name}
            value={number.format(of(totals))}
            before={previous ? countBefore(of(totals), of(previous)) : null}
          />
        ))}
        <Figure
          name="Error rate"
          value={rateText(totals.total === 0 ? null : totals.error_rate)}
          before={previous && previous.total > 0 ? `${rateText(previous.error_rate)} before` : null}
        />
      </dl>
      {previous ? (
        <p className="mt-4 text-muted text-xs">
          Compared with the period before: {periodText(previous)} (UTC).
        </p>
      ) : null}
    </div>
  );
}

function Figure({ name, value, before }: { name: string; value: string; before: string | null }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="mt-1">
        <span className="block break-words font-display text-3xl leading-none tabular-nums">{value}</span>
        {before ? <span className="mt-1.5 block text-muted text-xs tabular-nums">{before}</span> : null}
      </dd>
    </div>
  );
}

function countBefore(count: number, before: number): string {
  const was = `${number.format(before)} before`;
  return before === 0 || count === before ? was : `${change.format(count / before - 1)}, ${was}`;
}

function periodText({ start, end }: Totals): string {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (from % dayMs !== 0 || to % dayMs !== 0) return `${time.format(from)} – ${time.format(to)}`;
  const last = to - dayMs;
  return last === from ? day.format(from) : `${day.format(from)} – ${day.format(last)}`;
}
