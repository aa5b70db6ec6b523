"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "#components/api-client.ts";
import { keyName } from "#components/keys/key-name.ts";
import { pageSession } from "#components/session/page-session.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import type { Member } from "#lib/members/schema.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type Made = Pick<LoggedRequest, "key" | "key_id" | "user_id" | "environment">;

/** The key or the member that sent a request, by name. */
export function RequestMaker({ request }: { request: Made }) {
  const { key, key_id, user_id, environment } = request;
  if (key)
    return (
      <Link
        href={inEnvironment(`/settings/api-keys/${key.id}`, environment)}
        prefetch={false}
        title={key.hint}
        className="rounded-sm hover:underline"
      >
        {keyName(key)}
      </Link>
    );
  if (user_id) return <MemberName userId={user_id} />;
  return <span className="text-muted">{key_id ? "Deleted key" : "Nobody"}</span>;
}

const mostMembers = 100;

function MemberName({ userId }: { userId: string }) {
  const workspaceId = pageSession()?.workspaceId;
  const { data } = useQuery({
    queryKey: ["members", "names", workspaceId],
    queryFn: ({ signal }) =>
      callApi<{ data: Member[] }>("GET", `/workspaces/${workspaceId}/members?limit=${mostMembers}`, {
        signal,
      }),
    enabled: Boolean(workspaceId),
    refetchInterval: false,
    staleTime: 300_000,
  });
  const member = data?.data.find((each) => each.user_id === userId);
  return (
    <span className="text-muted" title={userId}>
      {member ? member.email : data ? "Former member" : "Member"}
    </span>
  );
}
