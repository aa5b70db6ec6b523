"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { rendered } from "#components/rendered.ts";
import type { Member } from "#lib/members/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

export type Role = Member["role"];

/** What the server knows when it renders a page of the workspace's settings. */
export interface InitialStanding {
  userId: string;
  suspended: boolean;
  workspace: WorkspaceDetail;
  /** Its owners and admins, who can give someone a role. */
  managers: Member[];
}

/** The workspace, and what the user can do there. */
export interface Standing extends InitialStanding {
  role: Role;
  /** Whether they can change what admins can: never if the workspace is suspended. */
  isAdmin: boolean;
  isOwner: boolean;
}

export const workspaceKey = ["workspace"] as const;

/** Follows changes of the workspace and of the user's role while the page is open. */
export function useStanding(initial: InitialStanding): Standing {
  const { data: workspace } = useQuery({
    queryKey: workspaceKey,
    queryFn: ({ signal }) =>
      callApi<{ data: WorkspaceDetail }>("GET", `/workspaces/${initial.workspace.id}`, { signal }).then(
        ({ data }) => data,
      ),
    ...rendered(initial.workspace),
  });
  const role = workspace.role ?? "viewer";
  const isOwner = role === "owner" && !initial.suspended;
  return {
    ...initial,
    workspace,
    role,
    isOwner,
    isAdmin: isOwner || (role === "admin" && !initial.suspended),
  };
}
