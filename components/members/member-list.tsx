"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { MemberActions, type MemberChange } from "#components/members/member-actions.tsx";
import { roleAndJoined } from "#components/members/member-columns.tsx";
import { personName } from "#components/members/roles.ts";
import type { PageOf } from "#components/page-of.ts";
import { Breakable } from "#components/ui/breakable.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

const ChangeRoleDialog = lazyDialog(() =>
  import("#components/members/change-role-dialog.tsx").then((module) => module.ChangeRoleDialog),
);
const RemoveMemberDialog = lazyDialog(() =>
  import("#components/members/remove-member-dialog.tsx").then((module) => module.RemoveMemberDialog),
);

type MemberListProps = {
  standing: Standing;
  members: UseInfiniteQueryResult<InfiniteData<PageOf<Member>>>;
};

export function MemberList({ standing, members }: MemberListProps) {
  const [change, setChange] = useState<MemberChange | null>(null);
  const close = () => setChange(null);
  const rows = members.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card aria-label="Members">
      <DataTable
        caption="Members"
        columns={columnsFor(standing, setChange)}
        rows={rows}
        rowKey={({ user_id }) => user_id}
      />
      <LoadMore pages={members} />
      {change?.kind === "role" ? (
        <ChangeRoleDialog standing={standing} member={change.member} onClose={close} />
      ) : null}
      {change?.kind === "remove" ? (
        <RemoveMemberDialog standing={standing} member={change.member} onClose={close} />
      ) : null}
    </Card>
  );
}

function columnsFor(standing: Standing, onChange: (change: MemberChange) => void): Column<Member>[] {
  const columns: Column<Member>[] = [
    {
      id: "member",
      heading: "Member",
      cell: (member) => <Person member={member} isMe={member.user_id === standing.userId} />,
    },
    ...roleAndJoined,
  ];
  if (!standing.isAdmin) return columns;
  const actions: Column<Member> = {
    id: "actions",
    heading: <span className="sr-only">Actions</span>,
    width: "w-16",
    align: "end",
    cell: (member) => <MemberActions standing={standing} member={member} onChange={onChange} />,
  };
  return [...columns, actions];
}

function Person({ member, isMe }: { member: Member; isMe: boolean }) {
  const name = personName(member);
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere font-medium">
        <Breakable text={name} />
        {isMe ? <span className="font-normal text-muted"> (you)</span> : null}
      </p>
      {name === member.email ? null : (
        <p className="wrap-anywhere text-muted">
          <Breakable text={member.email} />
        </p>
      )}
    </div>
  );
}
