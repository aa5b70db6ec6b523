import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { ScopeName } from "#lib/scopes/schema.ts";
import { removeScope } from "#lib/scopes/scopes.ts";

export const DELETE = endpoint({
  summary: "Remove a scope",
  description: "Every key loses it, in the same transaction. For the workspace's admins and owners.",
  tag: "Keys",
  access: "user",
  role: "admin",
  params: z.object({ name: ScopeName }),
  handle: ({ actor, params }) => removeScope(actor, params.name),
});
