"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { Environment } from "#components/usage/environment.ts";
import { lastDay } from "#components/usage/last-day.ts";
import type { LoggedRequest, Usage as Month, RateLimits, Slice } from "#lib/usage/schema.ts";

const limitsEveryMs = 5_000;
const logEveryMs = 10_000;
const totalsEveryMs = 60_000;

type Reading<Data> = { name: string; path: () => string; everyMs: number; initial: Data };

function useReading<Data>(environment: Environment, { name, path, everyMs, initial }: Reading<Data>): Data {
  const { data = initial } = useQuery({
    queryKey: ["usage", environment, name],
    queryFn: async ({ signal }) => (await callApi<{ data: Data }>("GET", path(), { signal })).data,
    initialData: initial,
    refetchInterval: everyMs,
  });
  return data;
}

/** Each starts from what the server has rendered, and is then kept fresh for as long as the page is looked at. */
export const useLimits = (environment: Environment, initial: RateLimits) =>
  useReading(environment, {
    name: "limits",
    path: () => `/usage/rate-limits?environment=${environment}`,
    everyMs: limitsEveryMs,
    initial,
  });

export const useMonth = (environment: Environment, initial: Month) =>
  useReading(environment, {
    name: "month",
    path: () => `/usage?environment=${environment}`,
    everyMs: totalsEveryMs,
    initial,
  });

export const useLastDay = (environment: Environment, initial: Slice[]) =>
  useReading(environment, {
    name: "last-day",
    path: () => {
      const { from, to } = lastDay(Date.now());
      return `/usage/series?${new URLSearchParams({ from, to, interval: "hour", group_by: "key", environment })}`;
    },
    everyMs: totalsEveryMs,
    initial,
  });

export const useLog = (environment: Environment, initial: LoggedRequest[]) =>
  useReading(environment, {
    name: "log",
    path: () => `/requests?limit=20&made_by=api_key&environment=${environment}`,
    everyMs: logEveryMs,
    initial,
  });
