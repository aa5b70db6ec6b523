"use client";

import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { apiQuery, nameOfList, type RequestFilter } from "#components/requests/request-filter.ts";
import { onlyPage, type RequestPage, type RequestPages } from "#components/requests/request-log.ts";
import type { Environment } from "#components/shell/environment.ts";

const pageSize = 50;

export type LogView = { environment: Environment; filter: RequestFilter };

export const listKeyOf = ({ environment, filter }: LogView) =>
  ["requests", "list", nameOfList(environment, filter)] as const;

/** Loads a page: the newest, the one after a cursor, or what came after a position. */
export function fetchRequests(
  { environment, filter }: LogView,
  position: { cursor?: string | null; after?: string; limit?: number },
  signal?: AbortSignal,
): Promise<RequestPage> {
  const query = new URLSearchParams(apiQuery(environment, filter, Date.now()));
  query.set("limit", String(position.limit ?? pageSize));
  if (position.cursor) query.set("cursor", position.cursor);
  if (position.after) query.set("after", position.after);
  return callApi<RequestPage>("GET", `/requests?${query}`, signal ? { signal } : {});
}

/** Pages of the request log, newest first. The tail adds to the first one. */
export function useRequestPages(view: LogView, firstPage: RequestPage | undefined) {
  return useInfiniteQuery<RequestPage, Error, RequestPages, QueryKey, string | null>({
    queryKey: listKeyOf(view),
    queryFn: ({ pageParam, signal }) => fetchRequests(view, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    // What was logged doesn't change. New requests come from the tail.
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    ...(firstPage ? { initialData: onlyPage(firstPage) } : {}),
  });
}
