import { Badge } from "#components/ui/badge.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Member } from "#lib/members/schema.ts";

/** The columns that the lists of members have for members and for operators. */
export const roleAndJoined: Column<Member>[] = [
  {
    id: "role",
    heading: "Role",
    width: "w-28",
    cell: ({ role }) => (
      <Badge tone={role === "owner" ? "brass" : "plain"} className="capitalize">
        {role}
      </Badge>
    ),
  },
  {
    id: "joined",
    heading: "Joined",
    width: "w-36",
    from: "sm",
    cell: ({ joined_at }) => (
      <span className="text-muted">
        <TimeAgo at={joined_at} />
      </span>
    ),
  },
];
