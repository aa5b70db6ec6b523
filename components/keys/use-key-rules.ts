"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** The rules as they are when the dialog opens. The page may be older than the last change of the workspace. */
export function useKeyRules(rendered: KeyRules): KeyRules {
  const { id } = rendered.workspace;
  const always = { refetchOnMount: "always", refetchInterval: false, gcTime: 0 } as const;
  const workspace = useQuery({
    queryKey: ["new-key", "workspace", id],
    queryFn: ({ signal }) => callApi<{ data: WorkspaceDetail }>("GET", `/workspaces/${id}`, { signal }),
    ...always,
  });
  const scopes = useQuery({
    queryKey: ["new-key", "scopes", id],
    queryFn: ({ signal }) => callApi<{ data: Scope[] }>("GET", "/scopes", { signal }),
    ...always,
  });
  return {
    ...rendered,
    workspace: workspace.data?.data ?? rendered.workspace,
    scopes: scopes.data?.data ?? rendered.scopes,
  };
}
