"use client";

import { useHydrated } from "#components/forms/use-hydrated.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import type { Plan } from "#lib/plans/schema.ts";

type PlanTableProps = { plans: Plan[]; current: string; onRequest?: (plan: Plan) => void };

/** All plans of this site. Owners can ask for another one. */
export function PlanTable({ plans, current, onRequest }: PlanTableProps) {
  return (
    <Card aria-label="All plans">
      <div className="border-b px-5 py-4 sm:px-6">
        <h2 className="font-medium">All plans</h2>
        <p className="mt-0.5 text-muted text-sm">
          Only the operator of this site can change your plan.
          {onRequest ? " Your request is emailed to them." : null}
        </p>
      </div>
      <DataTable
        caption="All plans"
        columns={columnsFor(current, onRequest)}
        rows={plans}
        rowKey={({ id }) => id}
      />
    </Card>
  );
}

const amount = (value: number | null) => value?.toLocaleString("en") ?? "No limit";
/** A plan that is sold by agreement has no limit of its own: each workspace gets one. */
const perMinute = (plan: Plan) =>
  plan.requests_per_minute === null && plan.contact_sales ? "By agreement" : amount(plan.requests_per_minute);
const perMonth = (plan: Plan) => amount(plan.monthly_quota);
const keys = (plan: Plan) => amount(plan.max_active_keys);

function columnsFor(current: string, onRequest: PlanTableProps["onRequest"]): Column<Plan>[] {
  const columns: Column<Plan>[] = [
    { id: "plan", heading: "Plan", cell: (plan) => <PlanName plan={plan} current={current} /> },
    { id: "rpm", heading: "Per minute", width: "w-32", from: "md", align: "end", cell: perMinute },
    { id: "quota", heading: "Per month", width: "w-32", from: "md", align: "end", cell: perMonth },
    { id: "keys", heading: "Active keys", width: "w-32", from: "md", align: "end", cell: keys },
  ];
  if (!onRequest) return columns;
  const request: Column<Plan> = {
    id: "request",
    heading: <span className="sr-only">Request</span>,
    width: "w-32",
    align: "end",
    cell: (plan) => (plan.id === current ? null : <RequestButton plan={plan} onRequest={onRequest} />),
  };
  return [...columns, request];
}

function PlanName({ plan, current }: { plan: Plan; current: string }) {
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere font-medium">
        {plan.name} {plan.id === current ? <Badge tone="brass">Current</Badge> : null}
      </p>
      <p className="mt-0.5 grid text-muted text-xs md:hidden">
        <span>Per minute: {perMinute(plan)}</span>
        <span>Per month: {perMonth(plan)}</span>
        <span>Active keys: {keys(plan)}</span>
      </p>
    </div>
  );
}

type RequestButtonProps = { plan: Plan; onRequest: (plan: Plan) => void };

function RequestButton({ plan, onRequest }: RequestButtonProps) {
  const hydrated = useHydrated();
  return (
    <Button
      tone="plain"
      size="small"
      disabled={!hydrated}
      aria-label={`Request ${plan.name} plan`}
      onClick={() => onRequest(plan)}
    >
      Request
    </Button>
  );
}
