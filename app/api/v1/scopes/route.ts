import { z } from "zod";
import { endpoint } from "#lib/http/endpoint.ts";
import { Scope } from "#lib/scopes/schema.ts";
import { listScopes } from "#lib/scopes/scopes.ts";

export const GET = endpoint({
  summary: "List scopes",
  description: "What a key can be allowed to do.",
  tag: "Keys",
  scope: "workspace:read",
  returns: z.array(Scope),
  handle: () => listScopes(),
});
