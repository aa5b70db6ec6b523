import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { listPlans } from "#lib/plans/plans.ts";
import { Plan } from "#lib/plans/schema.ts";

export const GET = endpoint({
  summary: "List plans",
  tag: "Workspaces",
  access: "public",
  returns: z.array(Plan),
  handle: () => listPlans(),
});
