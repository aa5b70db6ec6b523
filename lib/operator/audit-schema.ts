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

export const AuditVerification = z
  .object({
    chain: z.string().nullable().meta({ description: "The chain that is verified. Null: all chains" }),
    status: z.enum(["running", "done", "failed"]),
    started_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    checked: z.int().meta({ description: "How many events were checked so far" }),
    result: z
      .object({
        intact: z.boolean(),
        misfit: z
          .object({
            chain: z.string(),
            number: z.int(),
            event_id: z.string().nullable().meta({ description: "Null if the event is missing" }),
            problem: z.enum(["missing", "changed", "inserted", "cut_off"]),
          })
          .nullable()
          .meta({ description: "The first event that doesn't fit" }),
        chains: z.int(),
        sealed: z.int().meta({ description: "How many events fit" }),
        unsealed: z.int().meta({ description: "How many events aren't in a chain yet" }),
      })
      .nullable()
      .meta({ description: "Null unless it is done" }),
  })
  .meta({ id: "AuditVerification" });
export type AuditVerification = z.infer<typeof AuditVerification>;

export const AuditChain = z
  .object({
    chain: z.string().meta({ description: "The workspace's ID, or installation" }),
    head: z
      .object({ number: z.int(), hash: z.string() })
      .nullable()
      .meta({ description: "The last sealed event. Null if there is none yet" }),
    verification: AuditVerification.nullable().meta({
      description:
        "The verification that is running or ran last, of this or another chain. Null if there was none since the server's start or, with several instances, at all",
    }),
  })
  .meta({ id: "AuditChain" });
export type AuditChain = z.infer<typeof AuditChain>;

export const NewVerification = z
  .strictObject({
    workspace_id: WorkspaceId.optional().meta({
      description: "Only this workspace's chain. Default: all chains",
    }),
  })
  .optional()
  .meta({ id: "NewVerification" });
