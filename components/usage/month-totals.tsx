"use client";

import { Card } from "#components/ui/card.tsx";
import type { Environment } from "#components/usage/environment.ts";
import { number } from "#components/usage/number.ts";
import { useMonth } from "#components/usage/use-usage.ts";
import type { Usage as Month } from "#lib/usage/schema.ts";

const monthName = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
const dayName = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", timeZone: "UTC" });

export function MonthTotals({ environment, initial }: { environment: Environment; initial: Month }) {
  const { period, requests, quota } = useMonth(environment, initial);
  const figures = [
    { name: "Requests", value: requests.total },
    { name: "Succeeded", value: requests.succeeded },
    { name: "Failed", value: requests.failed },
    { name: "Rate limited", value: requests.rate_limited },
  ];
  return (
    <Card aria-labelledby="month" className="flex flex-col p-5 sm:p-6">
      <h2 id="month" className="font-medium">
        {monthName.format(new Date(period.start))}
      </h2>
      <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-4">
        {figures.map(({ name, value }) => (
          <div key={name} className="flex flex-col-reverse justify-end">
            <dt className="mt-1 text-muted text-sm">{name}</dt>
            <dd className="font-display text-3xl leading-none tabular-nums">{number.format(value)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-auto pt-4 text-muted text-sm tabular-nums">
        {quota
          ? `${number.format(quota.remaining)} of ${number.format(quota.limit)} left of your monthly quota. Resets on ${dayName.format(new Date(quota.resets_at))} (UTC).`
          : "This plan has no monthly quota. Counted by calendar month (UTC)."}
      </p>
    </Card>
  );
}
