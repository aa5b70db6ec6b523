import { z } from "zod";
import { AuditEventQuery } from "#lib/activity/schema.ts";
import { PublicEvent } from "#lib/audit/schema.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const OperatorAuditEvent = PublicEvent.extend({
  workspace_id: z
    .string()
    .nullable()
    .meta({ description: "Null: it concerns the installation, not one workspace" }),
}).meta({ id: "OperatorAuditEvent" });
export type OperatorAuditEvent = z.infer<typeof OperatorAuditEvent>;

export const OperatorAuditQuery = AuditEventQuery.safeExtend({ workspace_id: WorkspaceId.optional() });
