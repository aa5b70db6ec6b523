"use client";

import { PageHeading } from "#components/settings/page-heading.tsx";
import type { Environment } from "#components/usage/environment.ts";
import { LimitMeter } from "#components/usage/limit-meter.tsx";
import { MonthTotals } from "#components/usage/month-totals.tsx";
import { RequestLog } from "#components/usage/request-log.tsx";
import { RequestsChart } from "#components/usage/requests-chart.tsx";
import type { LoggedRequest, Usage as Month, RateLimits, UsageBucket } from "#lib/usage/schema.ts";

export type UsageProps = {
  environment: Environment;
  limits: RateLimits;
  month: Month;
  series: UsageBucket[];
  requests: LoggedRequest[];
  /** Key names by key ID. */
  keyNames: Record<string, string>;
  nowMs: number;
};

export function Usage({ environment, limits, month, series, requests, keyNames, nowMs }: UsageProps) {
  return (
    <>
      <PageHeading title="Usage">Requests made with API keys. Dashboard activity isn't counted.</PageHeading>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)]">
        <LimitMeter environment={environment} initial={limits} />
        <MonthTotals environment={environment} initial={month} />
      </div>
      <RequestsChart environment={environment} initial={series} keyNames={keyNames} nowMs={nowMs} />
      <RequestLog environment={environment} initial={requests} keyNames={keyNames} />
    </>
  );
}
