"use client";

import { PageHeading } from "#components/settings/page-heading.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { DeleteWorkspace } from "#components/workspaces/delete-workspace.tsx";
import { LeaveWorkspace } from "#components/workspaces/leave-workspace.tsx";
import { RenameWorkspace } from "#components/workspaces/rename-workspace.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";

export function GeneralSettings({ initial }: { initial: InitialStanding }) {
  const standing = useStanding(initial);
  const { workspace, role, suspended } = standing;
  return (
    <>
      <PageHeading title="General">
        The name of this workspace, its ID, and how to leave or delete it.
      </PageHeading>
      <div className="grid gap-5">
        <AccessNote standing={standing} needs="admin" to="rename the workspace" />
        {standing.isAdmin ? <RenameWorkspace workspace={workspace} /> : null}
        <SettingsSection
          title="About this workspace"
          description="Send the ID in the X-Workspace-Id header to choose the workspace of a request."
        >
          <Facts columns={2}>
            <Fact name="Name">{workspace.name}</Fact>
            <Fact name="Your role">
              <span className="capitalize">{role}</span>
            </Fact>
            <Fact name="Workspace ID">
              <CopyText text={workspace.id} label="Copy workspace ID" />
            </Fact>
            <Fact name="Created">
              <TimeAgo at={workspace.created_at} />
            </Fact>
          </Facts>
        </SettingsSection>
        {suspended ? null : <LeaveWorkspace standing={standing} />}
        {standing.isOwner ? <DeleteWorkspace workspace={workspace} /> : null}
      </div>
    </>
  );
}
