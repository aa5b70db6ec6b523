"use client";

import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { callApi } from "#components/api-client.ts";
import { filterQuery, type KeyFilter } from "#components/keys/key-filter.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";

export type KeyPage = { data: PublicKey[]; meta: { next_cursor: string | null } };
type KeyPages = InfiniteData<KeyPage, string | null>;

const lists = ["keys", "list"] as const;

/** Pages of keys, newest first. `firstPage` is what the server has already rendered for this filter. */
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

/** Puts `change` into every loaded list, and returns how to undo it. */
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

/** Renames, enables or disables. Shown at once and taken back if the server refuses: all of it is reversible. */
export function useChangeKey() {
  const client = useQueryClient();
  const patchLists = usePatchLists();
  return useMutation({
    mutationFn: ({ id, ...change }: KeyChange & { id: string }) =>
      callApi<{ data: PublicKey }>("PATCH", `/keys/${id}`, { body: change }),
    onMutate: ({ id, name, enabled }) =>
      patchLists(id, {
        ...(name === undefined ? {} : { name }),
        ...(enabled === undefined ? {} : { status: enabled ? "active" : "disabled" }),
      }),
    onError(error, _change, undo) {
      undo?.();
      toast.error("The key was not changed", { description: error.message });
    },
    onSettled: () => client.invalidateQueries({ queryKey: lists }),
  });
}

/** Final, so nothing is shown before the server has answered. */
export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi<{ data: PublicKey }>("DELETE", `/keys/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: lists }),
  });
}

export function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: lists });
}
