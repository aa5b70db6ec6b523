import { Badge } from "#components/ui/badge.tsx";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";

export const workspaceStatusNames = { active: "Active", suspended: "Suspended", deleted: "Deleted" } as const;

const tones = { active: "good", suspended: "danger", deleted: "plain" } as const;

export const WorkspaceStatus = ({ status }: Pick<OperatorWorkspace, "status">) => (
  <Badge tone={tones[status]}>{workspaceStatusNames[status]}</Badge>
);
