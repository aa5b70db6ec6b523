import { z } from "zod";
import { AUDIT_ACTIONS } from "#lib/audit/event.ts";

const Text = z.string().nullable();

export const OperatorAuditEvent = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    workspace_id: Text.meta({ description: "Null: it concerns the installation, not one workspace" }),
    action: z.string(),
    actor: z.object({
      type: z.enum(["user", "api_key", "service", "operator", "system"]),
      id: Text,
      label: Text,
    }),
    target: z.object({ type: z.string(), id: Text, label: Text }),
    changes: z
      .record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))
      .nullable()
      .meta({ description: "The fields that changed" }),
    environment: Text,
    request_id: Text,
    ip: Text,
    user_agent: Text,
  })
  .meta({ id: "OperatorAuditEvent" });
export type OperatorAuditEvent = z.infer<typeof OperatorAuditEvent>;

export const AuditAction = z.enum(AUDIT_ACTIONS);
