import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { NewScope, Scope } from "#lib/scopes/schema.ts";
import { createScope, listScopes } from "#lib/scopes/scopes.ts";

export const GET = endpoint({
  summary: "List scopes",
  description: "The scopes a key can have: the built-in ones and the workspace's own.",
  tag: "Keys",
  scope: "workspace:read",
  returns: z.array(Scope),
  handle: ({ actor }) => listScopes(actor),
});

export const POST = endpoint({
  summary: "Create a scope",
  description: "A scope for the workspace's own API. Requires the admin or owner role.",
  tag: "Keys",
  access: "user",
  role: "admin",
  body: NewScope,
  returns: Scope,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => createScope(actor, body, now, execution),
});
