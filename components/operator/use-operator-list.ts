"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { readDesk } from "#components/operator/read-desk.ts";
import type { PageOf } from "#components/page-of.ts";
import { refetchPagesEveryMs } from "#components/refetching.ts";
import { renderedPage } from "#components/rendered.ts";

interface OperatorList<Item> {
  /** Below `/operator`. */
  path: string;
  /** The filter, as it is in the URL: the list is another one when it changes. */
  filter: object;
  /** The query of a page. Asked for each time, because "the last 24 hours" ends now. */
  query: () => URLSearchParams;
  /** What the server rendered for this filter. */
  firstPage: PageOf<Item> | undefined;
}

/** A list of the operator's desk, in pages. While the filter changes, the list from before stays. */
export function useOperatorList<Item>({ path, filter, query, firstPage }: OperatorList<Item>) {
  const list = useInfiniteQuery({
    queryKey: ["operator", path, filter],
    queryFn: ({ pageParam, signal }) => {
      const search = query();
      if (pageParam) search.set("cursor", pageParam);
      return readDesk<PageOf<Item>>(`${path}?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    refetchInterval: ({ state }) => refetchPagesEveryMs(state.data?.pages.length ?? 0),
    placeholderData: (before) => before,
    ...renderedPage(firstPage),
  });
  // Other rows than the ones asked for only stay until it's clear that those can't be loaded.
  const data = list.isPlaceholderData && list.failureReason ? undefined : list.data;
  return { ...list, data, isOld: list.isPlaceholderData && data !== undefined };
}
