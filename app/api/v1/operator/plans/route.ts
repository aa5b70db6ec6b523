import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { createPlan, listOperatorPlans } from "#lib/plans/manage-plans.ts";
import { NewPlan, OperatorPlan } from "#lib/plans/schema.ts";

export const GET = endpoint({
  summary: "List plans with all their rules",
  tag: "Operator",
  access: "operator",
  returns: z.array(OperatorPlan),
  handle: () => listOperatorPlans(),
});

export const POST = endpoint({
  summary: "Create a plan",
  tag: "Operator",
  access: "operator",
  body: NewPlan,
  returns: OperatorPlan,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, execution }) => createPlan(asOperator(actor, { execution }), body),
});
