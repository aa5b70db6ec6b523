"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import type { PageOf } from "#components/page-of.ts";
import { renderedPage } from "#components/rendered.ts";
import type { Invitation } from "#lib/invitations/schema.ts";
import type { Member } from "#lib/members/schema.ts";

/** A list of the workspace, in pages. `firstPage` is the one that the server rendered. */
function useList<Item>(name: string, path: string, firstPage: PageOf<Item> | undefined, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["people", name],
    queryFn: ({ pageParam, signal }) =>
      callApi<PageOf<Item>>("GET", pageParam ? `${path}?cursor=${pageParam}` : path, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.meta.next_cursor,
    enabled,
    ...renderedPage(firstPage),
  });
}

export const useMembers = (workspaceId: string, firstPage: PageOf<Member>) =>
  useList("members", `/workspaces/${workspaceId}/members`, firstPage, true);

/** Only admins and owners can list invitations. */
export const useInvitations = (
  workspaceId: string,
  firstPage: PageOf<Invitation> | undefined,
  enabled: boolean,
) => useList("invitations", `/workspaces/${workspaceId}/invitations`, firstPage, enabled);

export function useRefreshPeople() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["people"] });
}
