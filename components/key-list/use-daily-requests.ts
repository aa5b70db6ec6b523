"use client";

import { useQueries } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { type DailyRequests, dailyByKey, firstDay } from "#components/key-list/daily-requests.ts";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

const refetchEveryMs = 120_000;

/** Null while they load; undefined if they can't be loaded at the moment. */
export type DailyRequestsOf = (key: PublicKey) => DailyRequests[] | null | undefined;

/** The requests of the last 30 days of the keys on screen: one request for each page of the list. */
export function useDailyRequests(pages: PublicKey[][]): DailyRequestsOf {
  const from = firstDay(Date.now());
  // Most keys of a long list are idle, and need no request.
  const used = pages.map((keys) =>
    keys
      .filter((key) => wasUsedSince(key, from))
      .map(({ id }) => id)
      .sort(),
  );
  const queries = useQueries({
    queries: used.map((ids) => ({
      queryKey: ["usage", "by-key-and-day", from, ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => loadDays(ids, from, signal),
      enabled: ids.length > 0,
      refetchInterval: refetchEveryMs,
    })),
  });
  // Read here and not in the cells: a result that the hook's own render doesn't read isn't rendered again.
  const results = queries.map(({ data, failureReason }) => ({ data, failureReason }));
  return (key) => {
    if (!wasUsedSince(key, from)) return [];
    const { data, failureReason } = results[used.findIndex((ids) => ids.includes(key.id))] ?? {};
    if (data) return data.get(key.id) ?? [];
    return failureReason ? undefined : null;
  };
}

const wasUsedSince = ({ last_used_at }: PublicKey, from: string) =>
  last_used_at !== null && last_used_at >= from;

async function loadDays(ids: string[], from: string, signal: AbortSignal) {
  const query = new URLSearchParams({
    key_id: ids.join(","),
    group_by: "key",
    interval: "day",
    from,
    limit_groups: "100",
  });
  const { data } = await callApi<{ data: UsageBucket[] }>("GET", `/usage/series?${query}`, { signal });
  return dailyByKey(from, data);
}
