"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { InvitationList } from "#components/members/invitation-list.tsx";
import { MemberList } from "#components/members/member-list.tsx";
import { useMembers } from "#components/members/use-members.ts";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";
import type { Invitation } from "#lib/invitations/schema.ts";
import type { Member } from "#lib/members/schema.ts";

const InviteDialog = lazyDialog(() =>
  import("#components/members/invite-dialog.tsx").then((module) => module.InviteDialog),
);

type MembersSettingsProps = {
  initial: InitialStanding;
  firstMembers: PageOf<Member>;
  firstInvitations: PageOf<Invitation> | undefined;
};

export function MembersSettings({ initial, firstMembers, firstInvitations }: MembersSettingsProps) {
  const standing = useStanding(initial);
  const members = useMembers(standing.workspace.id, firstMembers);
  const [inviting, setInviting] = useState(false);
  const hydrated = useHydrated();
  const seesInvitations = standing.role === "owner" || standing.role === "admin";
  return (
    <>
      <PageHeading
        title="Members"
        action={
          standing.isAdmin ? (
            <Button disabled={!hydrated} onClick={() => setInviting(true)}>
              Invite member
            </Button>
          ) : undefined
        }
      >
        Who has access to this workspace, and what they can do. Changes apply from their next request.
      </PageHeading>
      <div className="grid gap-5">
        <AccessNote standing={standing} needs="admin" to="invite people or change roles" />
        <MemberList standing={standing} members={members} />
        {seesInvitations ? (
          <InvitationList
            standing={standing}
            firstPage={firstInvitations}
            onInvite={() => setInviting(true)}
          />
        ) : null}
      </div>
      {inviting ? <InviteDialog standing={standing} onClose={() => setInviting(false)} /> : null}
    </>
  );
}
