"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { keyQuery, readKeyPart } from "#components/keys/use-key.ts";
import { rendered } from "#components/rendered.ts";
import type { KeyActivity } from "#lib/activity/schema.ts";
import type { KeyLimits, LoggedRequest } from "#lib/usage/schema.ts";

const limitsEveryMs = 3_000;
const requestsEveryMs = 10_000;

/** What is left of the key's limits now. Reading it counts against no limit. */
export const useKeyLimits = (id: string, initial: KeyLimits) =>
  useQuery({
    queryKey: keyQuery(id, "limits"),
    queryFn: ({ signal }) => readKeyPart<KeyLimits>(`${id}/rate-limit`, signal),
    ...rendered(initial),
    refetchInterval: limitsEveryMs,
  });

export const useKeyRequests = (id: string, initial: LoggedRequest[]) =>
  useQuery({
    queryKey: keyQuery(id, "requests"),
    queryFn: async ({ signal }) =>
      (await callApi<{ data: LoggedRequest[] }>("GET", `/requests?key_id=${id}&limit=10`, { signal })).data,
    ...rendered(initial),
    refetchInterval: requestsEveryMs,
  });

export const useKeyActivity = (id: string) =>
  useQuery({
    queryKey: keyQuery(id, "activity"),
    queryFn: ({ signal }) => readKeyPart<KeyActivity>(`${id}/activity`, signal),
  });
