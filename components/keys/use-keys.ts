"use client";

import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { type KeyFilter, keyQueryString } from "#components/keys/key-filter.ts";
import { renderedPage } from "#components/rendered.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";

export type KeyPage = { data: PublicKey[]; meta: { next_cursor: string | null } };
type KeyPages = InfiniteData<KeyPage, string | null>;

const lists = ["keys", "list"] as const;
const refetchEveryMs = 30_000;
const cheapPages = 4;

/** Pages of keys. `firstPage` is the page that the server rendered for this filter. */
export function useKeys(filter: KeyFilter, firstPage: KeyPage | undefined) {
  const query = keyQueryString(filter);
  return useInfiniteQuery({
    queryKey: [...lists, filter.environment, query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : "";
      return callApi<KeyPage>("GET", `/keys?${query}${cursor}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    // Every page is loaded again, so a long list is loaded less often.
    refetchInterval: ({ state }) =>
      refetchEveryMs * Math.ceil(Math.max(1, state.data?.pages.length ?? 0) / cheapPages),
    // The list stays while the user types, but never shows another environment's keys.
    placeholderData: (before, query) => (query?.queryKey[2] === filter.environment ? before : undefined),
    ...renderedPage(firstPage),
  });
}

/** Puts a key as the server has answered it into every loaded list, and loads the lists again. */
function useShowAnswer() {
  const client = useQueryClient();
  return async ({ data: changed }: { data: PublicKey }) => {
    // An answer that is on its way may be older.
    await client.cancelQueries({ queryKey: ["keys"] });
    const put = (key: PublicKey) => (key.id === changed.id ? changed : key);
    client.setQueriesData<KeyPages>(
      { queryKey: lists },
      (pages) =>
        pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, data: page.data.map(put) })) },
    );
    void client.invalidateQueries({ queryKey: ["keys"] });
  };
}

/** Sends a change of a key. Nothing changes on screen before the server has answered. */
export function useSendChange() {
  const show = useShowAnswer();
  return async (id: string, change: KeyChange) => {
    const answer = await callApi<{ data: PublicKey }>("PATCH", `/keys/${id}`, { body: change });
    await show(answer);
    return answer;
  };
}

/** Enables or disables a key. */
export function useChangeKey() {
  const send = useSendChange();
  return useSubmission({
    again: () => true,
    mutationFn: ({ id, ...change }: KeyChange & { id: string }) => send(id, change),
  });
}

/** Revokes a key. Nothing changes on screen before the server has answered. */
export function useRevokeKey() {
  return useSubmission({
    mutationFn: (id: string) => callApi<{ data: PublicKey }>("DELETE", `/keys/${id}`),
    onSuccess: useShowAnswer(),
  });
}

/** Loads everything about keys again. */
export function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["keys"] });
}
