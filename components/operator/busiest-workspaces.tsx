import { number } from "#components/charts/chart-text.ts";
import { DeskLink } from "#components/operator/desk-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Overview } from "#lib/operator/overview-schema.ts";

type Busy = Overview["busiest_workspaces"][number];

const columns: Column<Busy>[] = [
  {
    id: "workspace",
    heading: "Workspace",
    cell: ({ id, name }) => <DeskLink href={`/operator/workspaces/${id}`}>{name}</DeskLink>,
  },
  {
    id: "requests",
    heading: "This month",
    width: "w-36",
    align: "end",
    cell: ({ requests_this_month }) => (
      <span className="tabular-nums">{number.format(requests_this_month)}</span>
    ),
  },
];

export function BusiestWorkspaces({ workspaces }: { workspaces: Busy[] }) {
  return (
    <Card aria-labelledby="busiest">
      <div className="border-b px-5 py-4 sm:px-6">
        <h2 id="busiest" className="font-medium">
          Busiest workspaces
        </h2>
        <p className="mt-0.5 text-muted text-sm">Those with the most requests this month.</p>
      </div>
      {workspaces.length > 0 ? (
        <DataTable caption="Busiest workspaces" columns={columns} rows={workspaces} rowKey={({ id }) => id} />
      ) : (
        <EmptyState title="No requests this month">
          Workspaces appear here when programs use their keys.
        </EmptyState>
      )}
    </Card>
  );
}
