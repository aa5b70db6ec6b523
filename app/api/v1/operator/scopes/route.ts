import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { listOfferedScopes, offerScope } from "#lib/scopes/offered.ts";
import { NewScope, OfferedScope } from "#lib/scopes/schema.ts";

export const GET = endpoint({
  summary: "List the scopes offered to every workspace",
  description: "Without the built-in ones.",
  tag: "Operator",
  access: "operator",
  returns: z.array(OfferedScope),
  handle: () => listOfferedScopes(),
});

export const POST = endpoint({
  summary: "Offer a scope to every workspace",
  description: "Workspaces that already have a scope with this name keep their own.",
  tag: "Operator",
  access: "operator",
  body: NewScope,
  returns: OfferedScope,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => offerScope(asOperator(actor, { execution }), body, now),
});
