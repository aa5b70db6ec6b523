"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isNotFound, readOnDesk } from "#components/operator/read-desk.ts";
import { RecentEvents } from "#components/operator/recent-events.tsx";
import type { WorkspaceDialogName } from "#components/operator-workspaces/workspace-dialogs.tsx";
import { WorkspaceFacts } from "#components/operator-workspaces/workspace-facts.tsx";
import { WorkspaceHeader } from "#components/operator-workspaces/workspace-header.tsx";
import { WorkspaceLimits } from "#components/operator-workspaces/workspace-limits.tsx";
import { WorkspaceMembers } from "#components/operator-workspaces/workspace-members.tsx";
import { WorkspaceNotFound } from "#components/operator-workspaces/workspace-not-found.tsx";
import { WorkspaceNotices } from "#components/operator-workspaces/workspace-notices.tsx";
import type { PageOf } from "#components/page-of.ts";
import { rendered } from "#components/rendered.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { Member } from "#lib/members/schema.ts";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";
import type { OperatorWorkspaceDetail } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

const WorkspaceDialog = lazyDialog(() =>
  import("#components/operator-workspaces/workspace-dialogs.tsx").then((module) => module.WorkspaceDialog),
);

type WorkspaceDetailsProps = {
  initial: OperatorWorkspaceDetail;
  plans: OperatorPlan[];
  firstMembers: PageOf<Member>;
  initialEvents: OperatorAuditEvent[];
};

/** Everything about one workspace. */
export function WorkspaceDetails({ initial, plans, firstMembers, initialEvents }: WorkspaceDetailsProps) {
  const [dialog, setDialog] = useState<WorkspaceDialogName | null>(null);
  const { data: workspace, error } = useQuery({
    queryKey: ["operator", "workspace", initial.id],
    queryFn: ({ signal }) => readOnDesk<OperatorWorkspaceDetail>(`workspaces/${initial.id}`, signal),
    ...rendered(initial),
  });
  if (isNotFound(error)) return <WorkspaceNotFound />;
  const plan = plans.find(({ id }) => id === workspace.plan);
  return (
    <>
      <Breadcrumbs parent={{ href: "/operator/workspaces", name: "Workspaces" }} current={workspace.name} />
      <WorkspaceHeader workspace={workspace} planName={plan?.name ?? workspace.plan} onOpen={setDialog} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <WorkspaceNotices workspace={workspace} plans={plans} onOpen={setDialog} />
        <WorkspaceFacts workspace={workspace} />
        <WorkspaceLimits workspace={workspace} plan={plan} onOpen={setDialog} />
        <WorkspaceMembers workspaceId={workspace.id} firstPage={firstMembers} />
        <RecentEvents
          about={{ workspace_id: workspace.id }}
          description="What happened in this workspace."
          initial={initialEvents}
        />
      </div>
      {dialog ? (
        <WorkspaceDialog
          dialog={dialog}
          workspace={workspace}
          plans={plans}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </>
  );
}
