"use client";

import { useQuery } from "@tanstack/react-query";
import { isNotFound, readOnDesk } from "#components/operator/read-desk.ts";
import { RecentEvents } from "#components/operator/recent-events.tsx";
import { UserFacts } from "#components/operator-users/user-facts.tsx";
import { UserHeader } from "#components/operator-users/user-header.tsx";
import { UserNotFound } from "#components/operator-users/user-not-found.tsx";
import { UserSessions } from "#components/operator-users/user-sessions.tsx";
import { UserWorkspaces } from "#components/operator-users/user-workspaces.tsx";
import { rendered } from "#components/rendered.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Session } from "#lib/accounts/schema.ts";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

type UserDetailsProps = {
  initial: OperatorUserDetail;
  initialSessions: Session[];
  initialEvents: OperatorAuditEvent[];
  viewerId: string;
};

/** Everything about one user. */
export function UserDetails({ initial, initialSessions, initialEvents, viewerId }: UserDetailsProps) {
  const { data: user, error } = useQuery({
    queryKey: ["operator", "user", initial.id],
    queryFn: ({ signal }) => readOnDesk<OperatorUserDetail>(`users/${initial.id}`, signal),
    ...rendered(initial),
  });
  if (isNotFound(error)) return <UserNotFound />;
  return (
    <>
      <Breadcrumbs parent={{ href: "/operator/users", name: "Users" }} current={user.email} />
      <UserHeader user={user} viewerId={viewerId} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <StatusNotice user={user} />
        <UserFacts user={user} />
        <UserSessions user={user} initial={initialSessions} />
        <UserWorkspaces workspaces={user.workspaces} />
        <RecentEvents
          about={{ target_id: user.id }}
          description="What happened to this account. Log-ins are events of their sessions."
          initial={initialEvents}
        />
      </div>
    </>
  );
}

function StatusNotice({ user: { status, suspended_at } }: { user: OperatorUserDetail }) {
  if (status === "suspended" && suspended_at)
    return (
      <Notice tone="danger">
        Suspended <TimeAgo at={suspended_at} />. They can't log in. The events below may say why.
      </Notice>
    );
  if (status === "awaiting_approval")
    return (
      <Notice tone="brass">They signed up and wait for your approval. Until then, they can't log in.</Notice>
    );
  return null;
}
