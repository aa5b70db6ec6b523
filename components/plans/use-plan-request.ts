"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { type OpenRequest, openRequest } from "#components/plans/open-request.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

export const planRequestKey = ["plan-request"] as const;

export function usePlanRequest(initialData: OpenRequest | null | undefined, enabled: boolean) {
  return useQuery({
    queryKey: planRequestKey,
    queryFn: ({ signal }) =>
      openRequest(async (action) => {
        const path = `/audit-events?action=${action}&limit=1`;
        return (await callApi<{ data: PublicEvent[] }>("GET", path, { signal })).data[0];
      }),
    enabled,
    ...(initialData === undefined ? {} : { initialData }),
  });
}
