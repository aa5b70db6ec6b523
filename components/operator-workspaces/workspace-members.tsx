"use client";

import { personName } from "#components/members/roles.ts";
import { DeskLink } from "#components/operator/desk-link.tsx";
import { type PageOf, useOperatorList } from "#components/operator/use-operator-list.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Member } from "#lib/members/schema.ts";

const columns: Column<Member>[] = [
  {
    id: "member",
    heading: "Member",
    cell: (member) => (
      <div className="min-w-0">
        <DeskLink href={`/operator/users/${member.user_id}`}>{personName(member)}</DeskLink>
        {member.name ? <p className="wrap-anywhere mt-0.5 text-muted">{member.email}</p> : null}
      </div>
    ),
  },
  {
    id: "role",
    heading: "Role",
    width: "w-28",
    cell: ({ role }) => (
      <Badge tone={role === "owner" ? "brass" : "plain"} className="capitalize">
        {role}
      </Badge>
    ),
  },
  {
    id: "joined",
    heading: "Joined",
    width: "w-36",
    from: "sm",
    cell: ({ joined_at }) => (
      <span className="text-muted">
        <TimeAgo at={joined_at} />
      </span>
    ),
  },
];

type WorkspaceMembersProps = { workspaceId: string; firstPage: PageOf<Member> };

export function WorkspaceMembers({ workspaceId, firstPage }: WorkspaceMembersProps) {
  const list = useOperatorList<Member>({
    path: `workspaces/${workspaceId}/members`,
    filter: {},
    query: () => new URLSearchParams(),
    firstPage,
  });
  const rows = (list.data?.pages ?? [firstPage]).flatMap(({ data }) => data);
  return (
    <Card aria-labelledby="members">
      <h2 id="members" className="border-b px-5 py-4 font-medium sm:px-6">
        Members
      </h2>
      {rows.length > 0 ? (
        <>
          <DataTable caption="Members" columns={columns} rows={rows} rowKey={({ user_id }) => user_id} />
          <LoadMore pages={list} />
        </>
      ) : (
        <EmptyState title="No members">Nobody belongs to this workspace any more.</EmptyState>
      )}
    </Card>
  );
}
