import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { OperatorWorkspace, WorkspaceStatus } from "#lib/operator/workspace-schema.ts";
import { listAllWorkspaces } from "#lib/operator/workspaces.ts";
import { pageQuery } from "#lib/pagination.ts";
import { PlanId } from "#lib/plans/schema.ts";

export const GET = endpoint({
  summary: "List all workspaces",
  description: "The workspaces of the installation, newest first.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject({
    q: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: "Part of the name or of a member's email, or the ID" }),
    plan: PlanId.optional(),
    status: WorkspaceStatus.optional(),
    plan_requested: z
      .enum(["true", "false"])
      .optional()
      .meta({ description: "true: only those whose request for another plan is open" }),
    ...pageQuery,
  }),
  returns: z.array(OperatorWorkspace),
  list: true,
  handle: ({ query: { plan_requested, ...query } }) =>
    listAllWorkspaces({ ...query, planRequested: plan_requested === "true" }),
});
