"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { Scope } from "#lib/scopes/schema.ts";

export const scopesKey = ["scopes"] as const;

export function useScopes(initialData: Scope[]) {
  return useQuery({
    queryKey: scopesKey,
    queryFn: ({ signal }) =>
      callApi<{ data: Scope[] }>("GET", "/scopes", { signal }).then(({ data }) => data),
    initialData,
  });
}
