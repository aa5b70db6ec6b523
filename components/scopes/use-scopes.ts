"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { rendered } from "#components/rendered.ts";
import type { OfferedScope, Scope } from "#lib/scopes/schema.ts";

export const scopesKey = ["scopes"] as const;
export const offeredScopesKey = ["operator", "scopes"] as const;

export function useScopes(initial: Scope[]) {
  return useQuery({
    queryKey: scopesKey,
    queryFn: ({ signal }) =>
      callApi<{ data: Scope[] }>("GET", "/scopes", { signal }).then(({ data }) => data),
    ...rendered(initial),
  });
}

/** The scopes that the operator offers to all workspaces. */
export function useOfferedScopes(initial: OfferedScope[]) {
  return useQuery({
    queryKey: offeredScopesKey,
    queryFn: ({ signal }) =>
      callApi<{ data: OfferedScope[] }>("GET", "/operator/scopes", { signal }).then(({ data }) => data),
    ...rendered(initial),
  });
}
