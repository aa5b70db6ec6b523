"use client";

import { keyName } from "#components/keys/key-name.ts";
import { useMember } from "#components/members/use-member.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { RowLink } from "#components/ui/row-link.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type Made = Pick<LoggedRequest, "key" | "key_id" | "user_id" | "environment">;

/** The key or the member that sent a request, by name. */
export function RequestMaker({ request }: { request: Made }) {
  const { key, key_id, user_id, environment } = request;
  if (key)
    return (
      <RowLink
        href={inEnvironment(`/settings/api-keys/${key.id}`, environment)}
        title={key.hint}
        className="rounded-sm hover:underline"
      >
        {keyName(key)}
      </RowLink>
    );
  if (user_id) return <MemberName userId={user_id} />;
  return <span className="text-muted">{key_id ? "Deleted key" : "Nobody"}</span>;
}

function MemberName({ userId }: { userId: string }) {
  const member = useMember(userId);
  return (
    <span className="text-muted" title={userId}>
      {member ? member.email : member === null ? "Former member" : "Member"}
    </span>
  );
}
