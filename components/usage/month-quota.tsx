"use client";

import { number } from "#components/charts/chart-text.ts";
import type { Environment } from "#components/shell/environment.ts";
import { Card } from "#components/ui/card.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { Meter } from "#components/usage/meter.tsx";
import { useMonth } from "#components/usage/use-usage.ts";
import type { Usage as Month } from "#lib/usage/schema.ts";

const monthName = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
const dayName = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", timeZone: "UTC" });

/** What is used of the month's quota. */
export function MonthQuota({
  environment,
  initial,
}: {
  environment: Environment;
  initial: Month | undefined;
}) {
  const month = useMonth(environment, initial);
  return (
    <Card aria-labelledby="quota" className="p-5 sm:p-6">
      <h2 id="quota" className="font-medium">
        {month.data && !month.data.quota ? "This month" : "Monthly quota"}, {environment}
      </h2>
      <QueryView query={month} what="the monthly quota">
        {(data) => <Quota {...data} />}
      </QueryView>
    </Card>
  );
}

function Quota({ period, requests, quota }: Month) {
  const name = monthName.format(new Date(period.start));
  return (
    <div className="mt-4">
      {quota ? (
        <Meter label={`Requests counted in ${name}`} used={quota.used} of={quota.limit} unit={`in ${name}`}>
          {quota.remaining === 0 ? "Quota reached. " : `${number.format(quota.remaining)} left. `}
          Resets on {dayName.format(new Date(quota.resets_at))} (UTC).
        </Meter>
      ) : (
        <>
          <p className="flex flex-wrap items-baseline gap-x-1.5 tabular-nums">
            <span className="font-display text-3xl leading-none">{number.format(requests.total)}</span>
            <span className="text-muted text-sm">requests in {name}</span>
          </p>
          <p className="mt-3 text-muted text-sm">This plan has no monthly quota. Months are in UTC.</p>
        </>
      )}
    </div>
  );
}
