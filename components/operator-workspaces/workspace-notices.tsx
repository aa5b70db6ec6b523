"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { WorkspaceDialogName } from "#components/operator-workspaces/workspace-dialogs.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OpenPlanRequest, OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type WorkspaceNoticesProps = {
  workspace: OperatorWorkspace;
  plans: OperatorPlan[];
  onOpen: (dialog: WorkspaceDialogName) => void;
};

export function WorkspaceNotices({ workspace, plans, onOpen }: WorkspaceNoticesProps) {
  const { status, suspended_at, deleted_at, plan_request } = workspace;
  if (status === "deleted" && deleted_at)
    return (
      <Notice>
        Deleted <TimeAgo at={deleted_at} />. Its keys get 401. Nothing in it can be changed.
      </Notice>
    );
  return (
    <>
      {suspended_at ? (
        <Notice tone="danger">
          Suspended <TimeAgo at={suspended_at} />. Requests with its keys get 403, and its members can only
          read. The events below may say why.
        </Notice>
      ) : null}
      {plan_request ? <PlanRequest request={plan_request} plans={plans} onOpen={onOpen} /> : null}
    </>
  );
}

type PlanRequestProps = Pick<WorkspaceNoticesProps, "plans" | "onOpen"> & { request: OpenPlanRequest };

function PlanRequest({ request, plans, onOpen }: PlanRequestProps) {
  const hydrated = useHydrated();
  const { plan, note, requested_by, requested_at } = request;
  const name = plans.find(({ id }) => id === plan)?.name ?? plan;
  return (
    <Notice tone="brass" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <div className="wrap-anywhere min-w-0 flex-1 basis-72">
        <p className="font-medium">They ask for the {name} plan</p>
        <p className="mt-0.5">
          {requested_by ?? "Someone"} asked <TimeAgo at={requested_at} />.
          {note ? ` Their note: “${note}”` : ""}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button tone="plain" size="small" disabled={!hydrated} onClick={() => onOpen("decline")}>
          Decline request
        </Button>
        <Button size="small" disabled={!hydrated} onClick={() => onOpen("accept")}>
          Accept request
        </Button>
      </div>
    </Notice>
  );
}
