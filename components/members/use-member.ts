"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { pageSession } from "#components/session/page-session.ts";
import type { Member } from "#lib/members/schema.ts";

const FIVE_MINUTES_MS = 300_000;

/** A member of the page's workspace by their ID. Null if they aren't a member, undefined while that isn't known. */
export function useMember(userId: string | null): Member | null | undefined {
  const { data } = useQuery({
    queryKey: ["members", "one", userId],
    queryFn: () => readMember(userId!),
    enabled: userId !== null,
    refetchInterval: false,
    staleTime: FIVE_MINUTES_MS,
  });
  return data;
}

/** The most IDs that the API takes at once. */
const MOST_IDS = 100;

let batch: { ids: Set<string>; found: Promise<Member[]> } | null = null;

/** Those that are asked for at the same time, such as by the rows of a table, are read together. */
async function readMember(userId: string): Promise<Member | null> {
  if (!batch || batch.ids.size >= MOST_IDS) batch = startBatch();
  batch.ids.add(userId);
  const found = await batch.found;
  return found.find((member) => member.user_id === userId) ?? null;
}

function startBatch() {
  const ids = new Set<string>();
  return { ids, found: soon().then(() => readMembers(ids)) };
}

const soon = () => new Promise<void>((resolve) => setTimeout(resolve));

async function readMembers(ids: Set<string>): Promise<Member[]> {
  if (batch?.ids === ids) batch = null;
  const query = new URLSearchParams({ user_id: [...ids].join(), limit: String(MOST_IDS) });
  const path = `/workspaces/${pageSession()?.workspaceId}/members?${query}`;
  return (await callApi<{ data: Member[] }>("GET", path)).data;
}
