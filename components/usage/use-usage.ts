"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { Interval } from "#components/charts/chart-data.ts";
import type { PageOf } from "#components/page-of.ts";
import { rendered, renderedPage } from "#components/rendered.ts";
import type { Environment } from "#components/shell/environment.ts";
import {
  type Grouping,
  groupingOf,
  nameOf,
  periodOf,
  seriesQuery,
  type UsageFilter,
} from "#components/usage/usage-filter.ts";
import type { KeyLimit, Usage as Month, RateLimits, SeriesMeta, UsageBucket } from "#lib/usage/schema.ts";

const limitsEveryMs = 5_000;
const totalsEveryMs = 60_000;
const keyLimitsAtOnce = 10;

export type SeriesAnswer = { data: UsageBucket[]; meta: SeriesMeta };
export type KeyLimitsPage = PageOf<KeyLimit>;

/** A series, and what was asked for: while another one is loaded, the last one is still shown. */
export interface Series extends SeriesAnswer {
  name: string;
  grouping: Grouping;
  interval: Interval;
  /** Such as "last 24 hours". Null for a custom range. */
  periodName: string | null;
}

function toSeries(environment: Environment, filter: UsageFilter, answer: SeriesAnswer): Series {
  const { interval, name } = periodOf(filter, 0);
  const grouping = groupingOf(filter);
  return { ...answer, name: nameOf(environment, filter), grouping, interval, periodName: name };
}

export function useSeries(environment: Environment, filter: UsageFilter) {
  return useQuery({
    queryKey: ["usage", "series", nameOf(environment, filter)],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams(seriesQuery(environment, filter, Date.now()));
      return toSeries(
        environment,
        filter,
        await callApi<SeriesAnswer>("GET", `/usage/series?${query}`, { signal }),
      );
    },
    placeholderData: keepPreviousData,
  });
}

export const useLimits = (environment: Environment, initial: RateLimits | undefined) =>
  useQuery({
    queryKey: ["usage", "limits", environment],
    queryFn: async ({ signal }) =>
      (
        await callApi<{ data: RateLimits }>("GET", `/usage/rate-limits?environment=${environment}`, {
          signal,
        })
      ).data,
    refetchInterval: limitsEveryMs,
    ...(initial && rendered(initial)),
  });

export const useKeyLimits = (environment: Environment, initial: KeyLimitsPage | undefined) =>
  useInfiniteQuery({
    queryKey: ["usage", "key-limits", environment],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ environment, limit: String(keyLimitsAtOnce) });
      if (pageParam) query.set("cursor", pageParam);
      return callApi<KeyLimitsPage>("GET", `/usage/rate-limits/keys?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    refetchInterval: limitsEveryMs,
    ...renderedPage(initial),
  });

export const useMonth = (environment: Environment, initial: Month | undefined) =>
  useQuery({
    queryKey: ["usage", "month", environment],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: Month }>("GET", `/usage?environment=${environment}`, { signal })).data,
    refetchInterval: totalsEveryMs,
    ...(initial && rendered(initial)),
  });
