import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { requestPlan } from "#lib/workspaces/plan-requests.ts";
import { PlanRequest, PlanRequested, WorkspaceId } from "#lib/workspaces/schema.ts";

export const POST = endpoint({
  summary: "Ask for another plan",
  description:
    "Emails the people who run this installation. A workspace can ask 3 times a day, and a user 10 times. Requires the owner role.",
  tag: "Workspaces",
  access: "user",
  role: "owner",
  workspaceParam: "id",
  params: z.object({ id: WorkspaceId }),
  body: PlanRequest,
  returns: PlanRequested,
  status: 202,
  idempotent: true,
  problems: ["too_many_attempts"],
  handle: ({ actor, params, body, now, execution }) => requestPlan(actor, params.id, body, now, execution),
});
