import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { NewScope, Scope } from "#lib/scopes/schema.ts";
import { createScope, listScopes } from "#lib/scopes/scopes.ts";

export const GET = endpoint({
  summary: "List scopes",
  description: "What a key can be allowed to do: built-in scopes and the workspace's own.",
  tag: "Keys",
  scope: "workspace:read",
  returns: z.array(Scope),
  handle: ({ actor }) => listScopes(actor),
});

export const POST = endpoint({
  summary: "Add a scope",
  description: "For the workspace's own API. For its admins and owners.",
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
