"use client";

import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { filterQuery, type KeyFilter } from "#components/keys/key-filter.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";

export type KeyPage = { data: PublicKey[]; meta: { next_cursor: string | null } };
type KeyPages = InfiniteData<KeyPage, string | null>;

const lists = ["keys", "list"] as const;

/** Pages of keys, newest first. `firstPage` is the page that the server rendered for this filter. */
export function useKeys(filter: KeyFilter, firstPage: KeyPage | undefined) {
  return useInfiniteQuery({
    queryKey: [...lists, filterQuery(filter)],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams(filterQuery(filter));
      if (pageParam) query.set("cursor", pageParam);
      return callApi<KeyPage>("GET", `/keys?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    ...(firstPage ? { initialData: { pages: [firstPage], pageParams: [null] } } : {}),
  });
}

/** Applies `change` to every loaded list. Returns a function that undoes it. */
function usePatchLists() {
  const client = useQueryClient();
  return async (id: string, change: Partial<PublicKey>) => {
    await client.cancelQueries({ queryKey: lists });
    const before = client.getQueriesData<KeyPages>({ queryKey: lists });
    const patch = (key: PublicKey) => (key.id === id ? { ...key, ...change } : key);
    client.setQueriesData<KeyPages>(
      { queryKey: lists },
      (pages) =>
        pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, data: page.data.map(patch) })) },
    );
    return () => {
      for (const [queryKey, data] of before) client.setQueryData(queryKey, data);
    };
  };
}

/** Renames, enables or disables a key. These are reversible, so the change shows at once and is undone on error. */
export function useChangeKey() {
  const client = useQueryClient();
  const patchLists = usePatchLists();
  return useSubmission({
    again: () => true,
    mutationFn: ({ id, ...change }: KeyChange & { id: string }) =>
      callApi<{ data: PublicKey }>("PATCH", `/keys/${id}`, { body: change }),
    onMutate: ({ id, name, enabled }) =>
      patchLists(id, {
        ...(name === undefined ? {} : { name }),
        ...(enabled === undefined ? {} : { status: enabled ? "active" : "disabled" }),
      }),
    onError(error, _change, undo) {
      undo?.();
      toast.error("Couldn't update the key", { description: error.message });
    },
    onSettled: () => client.invalidateQueries({ queryKey: lists }),
  });
}

/** Revocation can't be undone, so nothing changes on screen before the server has answered. */
export function useRevokeKey() {
  const client = useQueryClient();
  return useSubmission({
    mutationFn: (id: string) => callApi<{ data: PublicKey }>("DELETE", `/keys/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: lists }),
  });
}

export function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: lists });
}
