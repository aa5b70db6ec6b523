import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { changePlan, deletePlan } from "#lib/plans/manage-plans.ts";
import { OperatorPlan, PlanChange, PlanId } from "#lib/plans/schema.ts";

const params = z.object({ id: PlanId });

export const PATCH = endpoint({
  summary: "Change a plan",
  description:
    "Changes only the fields you send. Requests that start after the response are decided by the new limits.",
  tag: "Operator",
  access: "operator",
  params,
  body: PlanChange,
  returns: OperatorPlan,
  problems: ["conflict"],
  handle: ({ actor, params, body }) => changePlan(asOperator(actor), params.id, body),
});

export const DELETE = endpoint({
  summary: "Delete a plan",
  description: "Only plans that no workspace uses, and that new workspaces don't get.",
  tag: "Operator",
  access: "operator",
  params,
  problems: ["conflict"],
  handle: ({ actor, params }) => deletePlan(asOperator(actor), params.id),
});
