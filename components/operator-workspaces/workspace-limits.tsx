"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import { type LimitName, limits, limitText } from "#components/operator-workspaces/limit-words.ts";
import type { WorkspaceDialogName } from "#components/operator-workspaces/workspace-dialogs.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type WorkspaceLimitsProps = {
  workspace: OperatorWorkspace;
  /** Undefined if it was deleted meanwhile. */
  plan: OperatorPlan | undefined;
  onOpen: (dialog: WorkspaceDialogName) => void;
};

/** The limits in force, and where they come from. */
export function WorkspaceLimits({ workspace, plan, onOpen }: WorkspaceLimitsProps) {
  const hydrated = useHydrated();
  return (
    <Card aria-labelledby="limits">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b px-5 py-4 sm:px-6">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="limits" className="font-medium">
            Limits
          </h2>
          <p className="mt-0.5 text-muted text-sm">
            A limit of its own replaces the plan's. The workspace can choose lower ones for its keys.
          </p>
        </div>
        {workspace.status === "deleted" ? null : (
          <Button tone="plain" size="small" disabled={!hydrated} onClick={() => onOpen("limits")}>
            Change limits
          </Button>
        )}
      </div>
      <DataTable
        caption="Limits"
        columns={columnsFor(workspace, plan)}
        rows={[...limits]}
        rowKey={({ name }) => name}
      />
    </Card>
  );
}

type Row = { name: LimitName; label: string };

const columnsFor = (
  { limits: own, limits_in_force }: OperatorWorkspace,
  plan: OperatorPlan | undefined,
): Column<Row>[] => {
  const planText = (name: LimitName) => (plan ? limitText(name, plan[name]) : "–");
  return [
    {
      id: "limit",
      heading: "Limit",
      cell: ({ name, label }) => (
        <>
          <span className="flex flex-wrap items-center gap-2">
            {label}
            {own[name] === null ? null : <Badge tone="brass">Own limit</Badge>}
          </span>
          <span className="mt-0.5 block text-muted text-xs sm:hidden">Plan: {planText(name)}</span>
        </>
      ),
    },
    {
      id: "plan",
      heading: `${plan?.name ?? "Deleted"} plan`,
      width: "w-36",
      from: "sm",
      align: "end",
      cell: ({ name }) => <span className="text-muted tabular-nums">{planText(name)}</span>,
    },
    {
      id: "force",
      heading: "In force",
      width: "w-28 sm:w-36",
      align: "end",
      cell: ({ name }) => (
        <span className="font-medium tabular-nums">{limitText(name, limits_in_force[name])}</span>
      ),
    },
  ];
};
