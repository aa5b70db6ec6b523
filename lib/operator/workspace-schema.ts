import { z } from "zod";
import { MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { PlanId } from "#lib/plans/schema.ts";
import { wholeNumber } from "#lib/text.ts";

export const WorkspaceStatus = z.enum(["active", "suspended", "deleted"]);

/** The largest limit that both databases can store. */
export const MAX_LIMIT = 1_000_000_000;

const limits = {
  requests_per_minute: wholeNumber(1, MAX_LIMIT).nullable(),
  monthly_quota: wholeNumber(1, MAX_LIMIT).nullable(),
  max_active_keys: wholeNumber(1, 1_000_000).nullable(),
  rotation_overlap_max_seconds: wholeNumber(0, MAX_OVERLAP_SECONDS).nullable(),
};

export const OperatorWorkspace = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    status: WorkspaceStatus,
    owners: z.array(z.string()).meta({ description: "The owners' emails" }),
    limits: z
      .object(limits)
      .meta({ description: "The workspace's own limits. Null: the plan's limit applies" }),
    limits_in_force: z.object(limits).meta({ description: "Null: unlimited" }),
    suspended_at: z.iso.datetime().nullable(),
    deleted_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "OperatorWorkspace" });
export type OperatorWorkspace = z.infer<typeof OperatorWorkspace>;

export const OperatorWorkspaceChange = z
  .strictObject({ plan: PlanId, suspended: z.boolean(), limits: z.strictObject(limits).partial() })
  .partial()
  .meta({ id: "OperatorWorkspaceChange" });
export type OperatorWorkspaceChange = z.infer<typeof OperatorWorkspaceChange>;
