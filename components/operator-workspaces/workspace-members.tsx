"use client";

import { roleAndJoined } from "#components/members/member-columns.tsx";
import { personName } from "#components/members/roles.ts";
import { DeskLink } from "#components/operator/desk-link.tsx";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
import { Breakable } from "#components/ui/breakable.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import type { Member } from "#lib/members/schema.ts";

const columns: Column<Member>[] = [
  {
    id: "member",
    heading: "Member",
    cell: (member) => (
      <div className="min-w-0">
        <DeskLink href={`/operator/users/${member.user_id}`}>
          <Breakable text={personName(member)} />
        </DeskLink>
        {member.name ? (
          <p className="wrap-anywhere mt-0.5 text-muted">
            <Breakable text={member.email} />
          </p>
        ) : null}
      </div>
    ),
  },
  ...roleAndJoined,
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
