"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { renderedPage } from "#components/rendered.ts";

export interface ListPage<Item> {
  data: Item[];
  meta: { next_cursor: string | null };
}

/** Pages of one of the operator's lists. `firstPage` is what the server rendered for this query. */
export function useOperatorList<Item>(list: string, query: string, firstPage: ListPage<Item> | undefined) {
  return useInfiniteQuery({
    queryKey: ["operator", list, query],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(query);
      if (pageParam) search.set("cursor", pageParam);
      return callApi<ListPage<Item>>("GET", `/operator/${list}?${search}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    ...renderedPage(firstPage),
  });
}
