import { Badge } from "#components/ui/badge.tsx";
import type { OperatorUser } from "#lib/operator/users-schema.ts";

export const statusNames = {
  active: "Active",
  suspended: "Suspended",
  awaiting_approval: "Awaiting approval",
} as const;

const tones = { active: "good", suspended: "danger", awaiting_approval: "brass" } as const;

export function UserStatus({ user: { status, operator } }: { user: OperatorUser }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      <Badge tone={tones[status]}>{statusNames[status]}</Badge>
      {operator ? <Badge tone="outline">Operator</Badge> : null}
    </span>
  );
}
