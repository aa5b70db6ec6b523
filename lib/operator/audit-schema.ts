import { z } from "zod";
import { PublicEvent } from "#lib/audit/schema.ts";

export const OperatorAuditEvent = PublicEvent.extend({
  workspace_id: z
    .string()
    .nullable()
    .meta({ description: "Null: it concerns the installation, not one workspace" }),
}).meta({ id: "OperatorAuditEvent" });
export type OperatorAuditEvent = z.infer<typeof OperatorAuditEvent>;
