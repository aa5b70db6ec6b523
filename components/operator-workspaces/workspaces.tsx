"use client";

import Link from "next/link";
import { useQueryStates } from "nuqs";
import { OperatorList } from "#components/operator/operator-list.tsx";
import { queryString } from "#components/operator/query-string.ts";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import {
  type WorkspaceFilter,
  workspaceFilterParsers,
  workspaceQuery,
} from "#components/operator-workspaces/workspace-filter.ts";
import { WorkspaceFilters } from "#components/operator-workspaces/workspace-filters.tsx";
import { WorkspaceStatus } from "#components/operator-workspaces/workspace-status.tsx";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type WorkspacesProps = {
  initial: { filter: WorkspaceFilter; page: PageOf<OperatorWorkspace> };
  plans: OperatorPlan[];
};

export function Workspaces({ initial, plans }: WorkspacesProps) {
  const [filter, setFilter] = useQueryStates(workspaceFilterParsers);
  const isInitial = JSON.stringify(filter) === JSON.stringify(initial.filter);
  const list = useOperatorList<OperatorWorkspace>({
    path: "workspaces",
    filter,
    query: () => queryString(workspaceQuery(filter)),
    firstPage: isInitial ? initial.page : undefined,
  });
  return (
    <>
      <PageHeading title="Workspaces">
        Your customers' workspaces, newest first, with the plans that limit them.
      </PageHeading>
      <WorkspaceFilters filter={filter} plans={plans} onChange={(change) => void setFilter(change)} />
      <OperatorList
        what="Workspaces"
        list={list}
        columns={columnsFor(plans)}
        rowKey={({ id }) => id}
        isMuted={({ status }) => status === "deleted"}
        filtered={Object.values(filter).some(Boolean)}
        onClear={() => void setFilter(null)}
        empty={<EmptyState title="No workspaces yet">Everyone who signs up gets one.</EmptyState>}
      />
    </>
  );
}

const columnsFor = (plans: OperatorPlan[]): Column<OperatorWorkspace>[] => [
  {
    id: "workspace",
    heading: "Workspace",
    cell: (workspace) => <Named workspace={workspace} plans={plans} />,
  },
  {
    id: "plan",
    heading: "Plan",
    width: "w-48",
    from: "md",
    cell: (workspace) => <PlanOf workspace={workspace} plans={plans} />,
  },
  {
    id: "status",
    heading: "Status",
    width: "w-32",
    from: "sm",
    cell: ({ status }) => <WorkspaceStatus status={status} />,
  },
  {
    id: "created",
    heading: "Created",
    width: "w-36",
    from: "lg",
    cell: ({ created_at }) => (
      <span className="text-muted">
        <TimeAgo at={created_at} />
      </span>
    ),
  },
];

const planName = (plans: OperatorPlan[], id: string) => plans.find((plan) => plan.id === id)?.name ?? id;

type RowProps = { workspace: OperatorWorkspace; plans: OperatorPlan[] };

function PlanOf({ workspace: { plan, plan_request }, plans }: RowProps) {
  return (
    <span className="flex flex-wrap gap-1.5">
      <Badge>{planName(plans, plan)}</Badge>
      {plan_request ? <Badge tone="brass">Asks for {planName(plans, plan_request.plan)}</Badge> : null}
    </span>
  );
}

function Named({ workspace, plans }: RowProps) {
  const { id, name, owners, status } = workspace;
  return (
    <div className="min-w-0">
      <Link
        href={`/operator/workspaces/${id}`}
        prefetch={false}
        className="block truncate rounded-sm font-medium underline-offset-4 hover:underline"
        title={name}
      >
        {name}
      </Link>
      <p className="truncate text-muted" title={owners.join(", ")}>
        {owners.join(", ") || "No owner"}
      </p>
      <div className="mt-1.5 flex flex-wrap gap-1.5 md:hidden">
        <PlanOf workspace={workspace} plans={plans} />
        <span className="sm:hidden">
          <WorkspaceStatus status={status} />
        </span>
      </div>
    </div>
  );
}
