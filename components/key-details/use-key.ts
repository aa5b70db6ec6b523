"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { rendered } from "#components/rendered.ts";
import type { KeyActivity } from "#lib/activity/schema.ts";
import type { KeyChange, PublicKey } from "#lib/keys/schema.ts";
import type { KeyLimits, KeyUsage, LoggedRequest } from "#lib/usage/schema.ts";

const limitsEveryMs = 3_000;
const requestsEveryMs = 10_000;
const usageEveryMs = 15_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const nameOf = (id: string, part: string) => ["keys", "details", id, part];

async function read<Data>(path: string, signal: AbortSignal): Promise<Data> {
  return (await callApi<{ data: Data }>("GET", path, { signal })).data;
}

export const useKey = (initial: PublicKey) =>
  useQuery({
    queryKey: nameOf(initial.id, "key"),
    queryFn: ({ signal }) => read<PublicKey>(`/keys/${initial.id}`, signal),
    ...rendered(initial),
  });

/** What is left of the key's limits now. Reading it counts against no limit. */
export const useKeyLimits = (id: string, initial: KeyLimits) =>
  useQuery({
    queryKey: nameOf(id, "limits"),
    queryFn: ({ signal }) => read<KeyLimits>(`/keys/${id}/rate-limit`, signal),
    ...rendered(initial),
    refetchInterval: limitsEveryMs,
  });

export const useKeyRequests = (id: string, initial: LoggedRequest[]) =>
  useQuery({
    queryKey: nameOf(id, "requests"),
    queryFn: ({ signal }) => read<LoggedRequest[]>(`/requests?key_id=${id}&limit=10`, signal),
    ...rendered(initial),
    refetchInterval: requestsEveryMs,
  });

export const useKeyActivity = (id: string) =>
  useQuery({
    queryKey: nameOf(id, "activity"),
    queryFn: ({ signal }) => read<KeyActivity>(`/keys/${id}/activity`, signal),
  });

/** What a key says while both of its secrets work. */
export type Rotation = NonNullable<PublicKey["rotation"]>;

type Secret = "current" | "previous";

/** The key's requests by hour, with one of its secrets or with both: the last 24 hours and the one that runs. */
export const useKeyHours = (id: string, secret?: Secret) => useKeyUsage(id, "hour", 24 * hourMs, secret);

/** The key's requests by day: the last 30 days, with this one. */
export const useKeyDays = (id: string, wanted: boolean) =>
  useKeyUsage(id, "day", 29 * dayMs, undefined, wanted);

function useKeyUsage(id: string, interval: "hour" | "day", backMs: number, secret?: Secret, enabled = true) {
  return useQuery({
    queryKey: nameOf(id, `${interval} ${secret ?? ""}`),
    queryFn: ({ signal }) => {
      const intervalMs = interval === "hour" ? hourMs : dayMs;
      const from = new Date(Math.floor(Date.now() / intervalMs) * intervalMs - backMs).toISOString();
      const query = new URLSearchParams({ from, interval, ...(secret && { made_with: secret }) });
      return read<KeyUsage>(`/keys/${id}/usage?${query}`, signal);
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
  const took = useTakeKey();
  return useSubmission({
    again: () => true,
    mutationFn: async (call: Call) => {
      const path = `/keys/${id}${call.method === "POST" ? call.path : ""}`;
      const options = call.method === "PATCH" ? { body: call.change } : {};
      return (await callApi<{ data: PublicKey }>(call.method, path, options)).data;
    },
    onSuccess(key) {
      took(key);
      onDone(key);
    },
  });
}

/** Shows a key as the server has answered, and reads again what depends on it. */
export function useTakeKey() {
  const client = useQueryClient();
  return (key: PublicKey) => {
    client.setQueryData(nameOf(key.id, "key"), key);
    void client.invalidateQueries({ queryKey: ["keys"] });
  };
}
