"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { type KeyFilter, keyQueryString } from "#components/key-list/key-filter.ts";
import { type KeyPage, keyLists } from "#components/keys/use-key.ts";
import { refetchPagesEveryMs } from "#components/refetching.ts";
import { renderedPage } from "#components/rendered.ts";

/** Pages of keys. `firstPage` is the page that the server rendered for this filter. */
export function useKeys(filter: KeyFilter, firstPage: KeyPage | undefined) {
  const query = keyQueryString(filter);
  return useInfiniteQuery({
    queryKey: [...keyLists, filter.environment, query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : "";
      return callApi<KeyPage>("GET", `/keys?${query}${cursor}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    refetchInterval: ({ state }) => refetchPagesEveryMs(state.data?.pages.length ?? 0),
    // The list stays while the user types, but never shows another environment's keys.
    placeholderData: (before, query) => (query?.queryKey[2] === filter.environment ? before : undefined),
    ...renderedPage(firstPage),
  });
}
