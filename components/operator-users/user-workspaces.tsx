import { DeskLink } from "#components/operator/desk-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

type Membership = OperatorUserDetail["workspaces"][number];

const columns: Column<Membership>[] = [
  {
    id: "workspace",
    heading: "Workspace",
    cell: ({ id, name, suspended }) => (
      <span className="flex flex-wrap items-center gap-2">
        <DeskLink href={`/operator/workspaces/${id}`}>{name}</DeskLink>
        {suspended ? <Badge tone="danger">Suspended</Badge> : null}
      </span>
    ),
  },
  {
    id: "role",
    heading: "Role",
    width: "w-32",
    cell: ({ role }) => (
      <Badge tone={role === "owner" ? "brass" : "plain"} className="capitalize">
        {role}
      </Badge>
    ),
  },
];

export function UserWorkspaces({ workspaces }: { workspaces: Membership[] }) {
  return (
    <Card aria-labelledby="workspaces">
      <h2 id="workspaces" className="border-b px-5 py-4 font-medium sm:px-6">
        Workspaces
      </h2>
      {workspaces.length > 0 ? (
        <DataTable caption="Workspaces" columns={columns} rows={workspaces} rowKey={({ id }) => id} />
      ) : (
        <EmptyState title="No workspaces">They aren't a member of any workspace.</EmptyState>
      )}
    </Card>
  );
}
