"use client";

import Link from "next/link";
import { createSerializer, useQueryStates } from "nuqs";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { type Environment, inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { LiveLimits } from "#components/usage/live-limits.tsx";
import { MonthQuota } from "#components/usage/month-quota.tsx";
import { SeriesLoading } from "#components/usage/series-loading.tsx";
import { SeriesView } from "#components/usage/series-view.tsx";
import { type UsageFilter, usageFilters } from "#components/usage/usage-filter.ts";
import { UsageToolbar } from "#components/usage/usage-toolbar.tsx";
import { type KeyLimitsPage, useSeries } from "#components/usage/use-usage.ts";
import type { Usage as Month, RateLimits } from "#lib/usage/schema.ts";

export type UsageProps = {
  api: ExampleApi;
  mayWriteKeys: boolean;
  /** What the server has rendered. */
  rendered: {
    environment: Environment;
    limits: RateLimits;
    keyLimits: KeyLimitsPage;
    month: Month;
  };
};

const serialize = createSerializer(usageFilters);

export function Usage({ api, mayWriteKeys, rendered }: UsageProps) {
  const [environment] = useEnvironment();
  const [filter, setFilter] = useQueryStates(usageFilters, { history: "push" });
  const isRendered = environment === rendered.environment;
  const series = useSeries(environment, filter);
  // While another series is loaded, the last one is shown. If it can't be loaded, that is shown.
  const shown = series.isPlaceholderData && series.failureReason ? { ...series, data: undefined } : series;
  const isOld = series.isPlaceholderData && shown.data !== undefined;
  return (
    <>
      <PageHeading
        title="Usage"
        action={
          <Link
            href={inEnvironment(`/settings/requests${requestsOf(filter)}`, environment)}
            className={buttonLook({ tone: "plain" })}
          >
            Show requests
          </Link>
        }
      >
        Requests made with API keys. Dashboard activity isn't counted.
      </PageHeading>
      <UsageToolbar filter={filter} onChange={setFilter} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div
          aria-busy={isOld}
          className={`grid min-w-0 gap-5 transition-opacity ${isOld ? "opacity-60" : ""}`}
        >
          <QueryView
            query={shown}
            what="usage"
            loading={<SeriesLoading />}
            failedClassName="rounded-2xl border bg-surface"
          >
            {(data) => (
              <SeriesView
                series={data}
                filter={filter}
                api={api}
                mayWriteKeys={mayWriteKeys}
                onChange={setFilter}
                hrefOfKey={(key) =>
                  inEnvironment(`/settings/usage${serialize({ ...filter, key, group: null })}`, environment)
                }
              />
            )}
          </QueryView>
        </div>
        <div className="grid min-w-0 gap-5 sm:max-lg:grid-cols-2 sm:max-lg:items-start">
          <LiveLimits
            environment={environment}
            limits={isRendered ? rendered.limits : undefined}
            keyLimits={isRendered ? rendered.keyLimits : undefined}
          />
          <MonthQuota environment={environment} initial={isRendered ? rendered.month : undefined} />
        </div>
      </div>
    </>
  );
}

/** The filters that the page of requests has, too. Its longest range with a name is 30 days. */
function requestsOf({ key, range, from, to }: UsageFilter): string {
  return serialize({ key, from, to, range: range === "90d" ? null : (range ?? (from ? null : "24h")) });
}
