import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { withdrawScope } from "#lib/scopes/offered.ts";
import { ScopeName } from "#lib/scopes/schema.ts";

export const DELETE = endpoint({
  summary: "Stop offering a scope",
  description:
    "Removes it from all keys, except in workspaces that have a scope of their own with this name.",
  tag: "Operator",
  access: "operator",
  params: z.object({ name: ScopeName }),
  handle: ({ actor, params }) => withdrawScope(asOperator(actor), params.name),
});
