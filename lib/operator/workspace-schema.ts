import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { Reason } from "#lib/operator/reason.ts";
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

export const OpenPlanRequest = z
  .object({
    id: z.string().meta({ description: "Names the request in a decision about it" }),
    plan: z.string(),
    note: z.string().nullable(),
    requested_by: z.string().nullable().meta({ description: "The email of who asked" }),
    requested_at: z.iso.datetime(),
  })
  .meta({ id: "OpenPlanRequest" });
export type OpenPlanRequest = z.infer<typeof OpenPlanRequest>;

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
    plan_request: OpenPlanRequest.nullable().meta({
      description: "The request for another plan that no operator has answered",
    }),
    suspended_at: z.iso.datetime().nullable(),
    deleted_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "OperatorWorkspace" });
export type OperatorWorkspace = z.infer<typeof OperatorWorkspace>;

export const OperatorWorkspaceDetail = OperatorWorkspace.extend({
  active_keys: z.int().min(0).meta({ description: "Live and test keys that work" }),
}).meta({ id: "OperatorWorkspaceDetail" });
export type OperatorWorkspaceDetail = z.infer<typeof OperatorWorkspaceDetail>;

export const PlanDecision = z
  .strictObject({
    id: z.string().regex(idPattern("evt")).meta({ description: "The ID of the workspace's plan_request" }),
    decision: z.enum(["accepted", "declined"]),
  })
  .meta({
    id: "PlanDecision",
    description:
      "Decides a request for another plan. Accepted: the workspace gets the plan it asked for, or the one in plan. Declined: it keeps its plan",
  });
export type PlanDecision = z.infer<typeof PlanDecision>;

export const OperatorWorkspaceChange = z
  .strictObject({
    plan: PlanId,
    suspended: z.boolean(),
    limits: z.strictObject(limits).partial(),
    plan_request: PlanDecision,
    reason: Reason,
  })
  .partial()
  .refine(({ plan, plan_request }) => plan === undefined || plan_request?.decision !== "declined", {
    path: ["plan"],
    message: "Can't be changed while a request is declined",
  })
  .meta({ id: "OperatorWorkspaceChange" });
export type OperatorWorkspaceChange = z.infer<typeof OperatorWorkspaceChange>;
