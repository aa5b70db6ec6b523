"use client";

import { useState } from "react";
import type { OpenRequest } from "#components/plans/open-request.ts";
import { PlanLimits } from "#components/plans/plan-limits.tsx";
import { PlanTable } from "#components/plans/plan-table.tsx";
import { usePlanRequest } from "#components/plans/use-plan-request.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { type Environment, useEnvironment } from "#components/shell/environment.ts";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { MonthQuota } from "#components/usage/month-quota.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";
import type { Plan } from "#lib/plans/schema.ts";
import type { Usage } from "#lib/usage/schema.ts";

const RequestPlanDialog = lazyDialog(() =>
  import("#components/plans/request-plan-dialog.tsx").then((module) => module.RequestPlanDialog),
);

type PlanSettingsProps = {
  initial: InitialStanding;
  plans: Plan[];
  usage: Usage;
  environment: Environment;
  /** Undefined if the user can't know. */
  request: OpenRequest | null | undefined;
};

export function PlanSettings({ initial, plans, usage, environment, request }: PlanSettingsProps) {
  const standing = useStanding(initial);
  const [wanted, setWanted] = useState<Plan | null>(null);
  const readsRequests = standing.role === "owner" || standing.role === "admin";
  const { data: open } = usePlanRequest(request, readsRequests);
  const [shown] = useEnvironment();
  const { workspace } = standing;
  return (
    <>
      <PageHeading title="Plan">
        The limits of this workspace. They apply to live and test keys separately, each with their own count.
      </PageHeading>
      <div className="grid gap-5">
        <AccessNote standing={standing} needs="owner" to="request another plan" />
        {open && open.plan !== workspace.plan ? <PendingRequest request={open} plans={plans} /> : null}
        <PlanLimits workspace={workspace} />
        <MonthQuota environment={shown} initial={shown === environment ? usage : undefined} />
        <PlanTable
          plans={plans}
          current={workspace.plan}
          {...(standing.isOwner ? { onRequest: setWanted } : {})}
        />
      </div>
      {wanted ? (
        <RequestPlanDialog workspaceId={workspace.id} plan={wanted} onClose={() => setWanted(null)} />
      ) : null}
    </>
  );
}

function PendingRequest({ request, plans }: { request: OpenRequest; plans: Plan[] }) {
  const name = plans.find(({ id }) => id === request.plan)?.name ?? request.plan;
  return (
    <Notice tone="brass" role="status">
      <p className="font-medium">The {name} plan is requested</p>
      <p className="wrap-anywhere mt-0.5">
        {request.by ? `${request.by} asked` : "Someone asked"} <TimeAgo at={request.at} />. The plan stays the
        same until the operator changes it.
      </p>
    </Notice>
  );
}
