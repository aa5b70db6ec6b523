"use client";

import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import type { PageOf } from "#components/page-of.ts";
import { rendered } from "#components/rendered.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";
import type { KeyUsage } from "#lib/usage/schema.ts";

export type KeyPage = PageOf<PublicKey>;

/** The names of all lists of keys start with this. */
export const keyLists = ["keys", "list"] as const;
/** The name of a query about one key. */
export const keyQuery = (id: string | null, part: string) => ["keys", "details", id, part];

const usageEveryMs = 15_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export async function readKeyPart<Data>(path: string, signal: AbortSignal): Promise<Data> {
  return (await callApi<{ data: Data }>("GET", `/keys/${path}`, { signal })).data;
}

/** A key: the one that the page shows, which is read again and again, or one that only has to be named. */
export const useKey = (id: string | null, initial?: PublicKey) =>
  useQuery({
    queryKey: keyQuery(id, "key"),
    queryFn: ({ signal }) => readKeyPart<PublicKey>(String(id), signal),
    enabled: id !== null,
    ...(initial ? rendered(initial) : { refetchInterval: false as const }),
  });

type Secret = "current" | "previous";

/** The key's requests by hour, with one of its secrets or with both: the last 24 hours and the one that runs. */
export const useKeyHours = (id: string, secret?: Secret) => useKeyUsage(id, "hour", 24 * hourMs, secret);

/** The key's requests by day: the last 30 days, with this one. */
export const useKeyDays = (id: string, wanted: boolean) =>
  useKeyUsage(id, "day", 29 * dayMs, undefined, wanted);

function useKeyUsage(id: string, interval: "hour" | "day", backMs: number, secret?: Secret, enabled = true) {
  return useQuery({
    queryKey: keyQuery(id, `${interval} ${secret ?? ""}`),
    queryFn: ({ signal }) => {
      const intervalMs = interval === "hour" ? hourMs : dayMs;
      const from = new Date(Math.floor(Date.now() / intervalMs) * intervalMs - backMs).toISOString();
      const query = new URLSearchParams({ from, interval, ...(secret && { made_with: secret }) });
      return readKeyPart<KeyUsage>(`${id}/usage?${query}`, signal);
    },
    refetchInterval: usageEveryMs,
    // What is about to be revoked has to be counted now.
    refetchOnMount: "always",
    enabled,
  });
}

type Call = { method: "PATCH"; change: KeyChange } | { method: "DELETE" } | { method: "POST"; path: string };

/** Changes a key. Nothing on the page changes before the server has answered. */
export function useKeyCall(id: string, onDone: (key: PublicKey) => void) {
  const take = useTakeKey();
  return useSubmission({
    mutationFn: async (call: Call) => {
      const path = `/keys/${id}${call.method === "POST" ? call.path : ""}`;
      const options = call.method === "PATCH" ? { body: call.change } : {};
      return (await callApi<{ data: PublicKey }>(call.method, path, options)).data;
    },
    onSuccess(key) {
      void take(key);
      onDone(key);
    },
  });
}

/** Shows a key as the server has answered, on its page and in every loaded list, and reads again what depends on it. */
export function useTakeKey() {
  const client = useQueryClient();
  return async (changed: PublicKey) => {
    // An answer that is on its way may be older.
    await client.cancelQueries({ queryKey: ["keys"] });
    client.setQueryData(keyQuery(changed.id, "key"), changed);
    const put = (key: PublicKey) => (key.id === changed.id ? changed : key);
    client.setQueriesData<InfiniteData<KeyPage>>(
      { queryKey: keyLists },
      (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.map(put) })) },
    );
    void client.invalidateQueries({ queryKey: ["keys"] });
  };
}

/** Reads everything about keys again. */
export function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["keys"] });
}
