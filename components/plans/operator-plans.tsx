"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import type { PageOf } from "#components/page-of.ts";
import { operatorPlansKey } from "#components/plans/operator-plans-key.ts";
import { planRules } from "#components/plans/plan-words.ts";
import { WaitingRequests } from "#components/plans/waiting-requests.tsx";
import { rendered } from "#components/rendered.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

const PlanDialog = lazyDialog(() =>
  import("#components/plans/plan-dialog.tsx").then((module) => module.PlanDialog),
);
const DeletePlanDialog = lazyDialog(() =>
  import("#components/plans/delete-plan-dialog.tsx").then((module) => module.DeletePlanDialog),
);

type OperatorPlansProps = { initial: OperatorPlan[]; requests: PageOf<OperatorWorkspace> };
type Opened = { dialog: "create" } | { dialog: "edit" | "delete"; plan: OperatorPlan };

export function OperatorPlans({ initial, requests }: OperatorPlansProps) {
  const { data: plans } = useQuery({
    queryKey: operatorPlansKey,
    queryFn: async ({ signal }) =>
      (await callApi<{ data: OperatorPlan[] }>("GET", "/operator/plans", { signal })).data,
    ...rendered(initial),
  });
  const [opened, setOpened] = useState<Opened | null>(null);
  const hydrated = useHydrated();
  const close = () => setOpened(null);
  return (
    <>
      <PageHeading
        title="Plans"
        action={
          <Button disabled={!hydrated} onClick={() => setOpened({ dialog: "create" })}>
            Create plan
          </Button>
        }
      >
        What workspaces can do. A change applies to the next request of every workspace on the plan, except
        for limits that you have set for a workspace itself.
      </PageHeading>
      <div className="grid gap-5">
        <WaitingRequests firstPage={requests} plans={plans} />
        <Card aria-label="Plans">
          <DataTable caption="Plans" columns={columnsFor(setOpened)} rows={plans} rowKey={({ id }) => id} />
        </Card>
      </div>
      {opened?.dialog === "create" ? <PlanDialog plan={null} onClose={close} /> : null}
      {opened?.dialog === "edit" ? <PlanDialog plan={opened.plan} onClose={close} /> : null}
      {opened?.dialog === "delete" ? <DeletePlanDialog plan={opened.plan} onClose={close} /> : null}
    </>
  );
}

const amount = (value: number | null, none = "No limit") => value?.toLocaleString("en") ?? none;

function columnsFor(open: (opened: Opened) => void): Column<OperatorPlan>[] {
  return [
    { id: "plan", heading: "Plan", cell: (plan) => <PlanCell plan={plan} /> },
    {
      id: "rpm",
      heading: "Per minute",
      width: "w-32",
      from: "md",
      align: "end",
      cell: (plan) => amount(plan.requests_per_minute, "By agreement"),
    },
    {
      id: "quota",
      heading: "Per month",
      width: "w-32",
      from: "md",
      align: "end",
      cell: (plan) => amount(plan.monthly_quota),
    },
    {
      id: "keys",
      heading: "Active keys",
      width: "w-28",
      from: "md",
      align: "end",
      cell: (plan) => amount(plan.max_active_keys),
    },
    {
      id: "actions",
      heading: <span className="sr-only">Actions</span>,
      width: "w-28",
      align: "end",
      cell: (plan) => <Actions plan={plan} open={open} />,
    },
  ];
}

function PlanCell({ plan }: { plan: OperatorPlan }) {
  const rules = planRules(plan);
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere font-medium">
        {plan.name} {plan.default ? <Badge tone="brass">New workspaces</Badge> : null}
      </p>
      <code className="wrap-anywhere text-muted text-xs">{plan.id}</code>
      <p className="mt-0.5 grid text-muted text-xs md:hidden">
        <span>Per minute: {amount(plan.requests_per_minute, "by agreement")}</span>
        <span>Per month: {amount(plan.monthly_quota)}</span>
        <span>Active keys: {amount(plan.max_active_keys)}</span>
      </p>
      {rules ? <p className="mt-0.5 text-muted text-xs">{rules}</p> : null}
    </div>
  );
}

function Actions({ plan, open }: { plan: OperatorPlan; open: (opened: Opened) => void }) {
  const hydrated = useHydrated();
  return (
    <div className="flex justify-end">
      <Button
        tone="quiet"
        size="icon"
        disabled={!hydrated}
        aria-label={`Edit plan ${plan.name}`}
        title="Edit plan"
        onClick={() => open({ dialog: "edit", plan })}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        tone="quiet"
        size="icon"
        disabled={!hydrated}
        aria-label={`Delete plan ${plan.name}`}
        title="Delete plan"
        onClick={() => open({ dialog: "delete", plan })}
      >
        <Trash2 aria-hidden />
      </Button>
    </div>
  );
}
