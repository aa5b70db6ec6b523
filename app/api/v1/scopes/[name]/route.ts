import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { ScopeName } from "#lib/scopes/schema.ts";
import { removeScope } from "#lib/scopes/scopes.ts";

export const DELETE = endpoint({
  summary: "Delete a scope",
  description: "Removes it from every key in the same transaction. Requires the admin or owner role.",
  tag: "Keys",
  access: "user",
  role: "admin",
  params: z.object({ name: ScopeName }),
  handle: ({ actor, params }) => removeScope(actor, params.name),
});
