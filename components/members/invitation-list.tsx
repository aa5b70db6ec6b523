"use client";

import { Ellipsis, MailX, Send } from "lucide-react";
import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { personName } from "#components/members/roles.ts";
import { useInvitations } from "#components/members/use-members.ts";
import type { PageOf } from "#components/page-of.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Breakable } from "#components/ui/breakable.tsx";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Menu, MenuItem, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Invitation } from "#lib/invitations/schema.ts";

const InvitationDialog = lazyDialog(() =>
  import("#components/members/invitation-dialog.tsx").then((module) => module.InvitationDialog),
);

type InvitationListProps = {
  standing: Standing;
  firstPage: PageOf<Invitation> | undefined;
  onInvite: () => void;
};
type Change = { kind: "withdraw" | "resend"; invitation: Invitation };

export function InvitationList({ standing, firstPage, onInvite }: InvitationListProps) {
  const [change, setChange] = useState<Change | null>(null);
  const invitations = useInvitations(standing.workspace.id, firstPage, true);
  return (
    <Card aria-label="Pending invitations">
      <h2 className="border-b px-5 py-4 font-medium sm:px-6">Pending invitations</h2>
      <QueryView query={invitations} what="invitations">
        {({ pages }) =>
          pages[0]?.data.length ? (
            <>
              <DataTable
                caption="Pending invitations"
                columns={columnsFor(standing, setChange)}
                rows={pages.flatMap((page) => page.data)}
                rowKey={({ id }) => id}
              />
              <LoadMore pages={invitations} />
            </>
          ) : (
            <NoInvitations {...(standing.isAdmin ? { onInvite } : {})} />
          )
        }
      </QueryView>
      {change ? <InvitationDialog standing={standing} {...change} onClose={() => setChange(null)} /> : null}
    </Card>
  );
}

function NoInvitations({ onInvite }: { onInvite?: () => void }) {
  return (
    <EmptyState
      title="No pending invitations"
      action={
        onInvite ? (
          <Button tone="plain" onClick={onInvite}>
            Invite member
          </Button>
        ) : undefined
      }
    >
      Invitations stay here until they're accepted or expire after 7 days.
    </EmptyState>
  );
}

function columnsFor(standing: Standing, onChange: (change: Change) => void): Column<Invitation>[] {
  const columns: Column<Invitation>[] = [
    { id: "email", heading: "Email", cell: (invitation) => <Invited {...invitation} /> },
    {
      id: "role",
      heading: "Role",
      width: "w-28",
      cell: ({ role }) => <Badge className="capitalize">{role}</Badge>,
    },
    {
      id: "expires",
      heading: "Expires",
      width: "w-36",
      from: "sm",
      cell: ({ expires_at }) => (
        <span className="text-muted">
          <TimeAgo at={expires_at} />
        </span>
      ),
    },
  ];
  if (!standing.isAdmin) return columns;
  const actions: Column<Invitation> = {
    id: "actions",
    heading: <span className="sr-only">Actions</span>,
    width: "w-16",
    align: "end",
    cell: (invitation) => (
      <InvitationActions invitation={invitation} onChange={onChange} standing={standing} />
    ),
  };
  return [...columns, actions];
}

function Invited({ email, invited_by }: Invitation) {
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere font-medium">
        <Breakable text={email} />
      </p>
      <p className="wrap-anywhere text-muted">
        {invited_by ? `Invited by ${personName(invited_by)}` : "Invited by someone who has left"}
      </p>
    </div>
  );
}

type InvitationActionsProps = {
  invitation: Invitation;
  standing: Standing;
  onChange: (change: Change) => void;
};

function InvitationActions({ invitation, standing, onChange }: InvitationActionsProps) {
  const hydrated = useHydrated();
  const mayResend = invitation.role !== "owner" || standing.isOwner;
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Actions for ${invitation.email}`}
        disabled={!hydrated}
        className={buttonLook({ tone: "quiet", size: "icon", className: "data-[state=open]:bg-sunken" })}
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuPanel>
        {mayResend ? (
          <MenuItem onSelect={() => onChange({ kind: "resend", invitation })}>
            <Send aria-hidden /> Send again
          </MenuItem>
        ) : null}
        <MenuItem danger onSelect={() => onChange({ kind: "withdraw", invitation })}>
          <MailX aria-hidden /> Withdraw invitation
        </MenuItem>
      </MenuPanel>
    </Menu>
  );
}
