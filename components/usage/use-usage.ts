"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { Environment } from "#components/usage/environment.ts";
import { lastDay } from "#components/usage/last-day.ts";
import type { LoggedRequest, Usage as Month, RateLimits, UsageBucket } from "#lib/usage/schema.ts";

const limitsEveryMs = 5_000;
const logEveryMs = 10_000;
const totalsEveryMs = 60_000;

type UsageQuery<Data> = { name: string; path: () => string; everyMs: number; initial: Data };

function useUsageQuery<Data>(
  environment: Environment,
  { name, path, everyMs, initial }: UsageQuery<Data>,
): Data {
  const { data = initial } = useQuery({
    queryKey: ["usage", environment, name],
    queryFn: async ({ signal }) => (await callApi<{ data: Data }>("GET", path(), { signal })).data,
    initialData: initial,
    refetchInterval: everyMs,
  });
  return data;
}

/** Each starts with the data that the server rendered and refreshes while the page is visible. */
export const useLimits = (environment: Environment, initial: RateLimits) =>
  useUsageQuery(environment, {
    name: "limits",
    path: () => `/usage/rate-limits?environment=${environment}`,
    everyMs: limitsEveryMs,
    initial,
  });

export const useMonth = (environment: Environment, initial: Month) =>
  useUsageQuery(environment, {
    name: "month",
    path: () => `/usage?environment=${environment}`,
    everyMs: totalsEveryMs,
    initial,
  });

export const useLastDay = (environment: Environment, initial: UsageBucket[]) =>
  useUsageQuery(environment, {
    name: "last-day",
    path: () => {
      const { from, to } = lastDay(Date.now());
      return `/usage/series?${new URLSearchParams({ from, to, interval: "hour", group_by: "key", environment })}`;
    },
    everyMs: totalsEveryMs,
    initial,
  });

export const useLog = (environment: Environment, initial: LoggedRequest[]) =>
  useUsageQuery(environment, {
    name: "log",
    path: () => `/requests?limit=20&made_by=api_key&environment=${environment}`,
    everyMs: logEveryMs,
    initial,
  });
