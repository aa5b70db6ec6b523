"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { rendered } from "#components/rendered.ts";
import type { Scope } from "#lib/scopes/schema.ts";

export const scopesKey = ["scopes"] as const;

export function useScopes(initial: Scope[]) {
  return useQuery({
    queryKey: scopesKey,
    queryFn: ({ signal }) =>
      callApi<{ data: Scope[] }>("GET", "/scopes", { signal }).then(({ data }) => data),
    ...rendered(initial),
  });
}
