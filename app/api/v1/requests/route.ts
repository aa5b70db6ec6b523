import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { listRequests } from "#lib/usage/requests.ts";
import { EnvironmentQuery, LoggedRequest, When } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "List requests",
  description: "The request log, newest first: requests made by keys and logged-in users, with their status.",
  tag: "Usage",
  scope: "usage:read",
  query: EnvironmentQuery.extend({
    key_id: KeyId.optional(),
    made_by: z.enum(["api_key", "user"]).optional(),
    status: z.coerce.number().int().min(100).max(599).optional(),
    path: z.string().max(512).optional(),
    from: When.optional(),
    to: When.optional(),
    ...pageQuery,
  }),
  returns: z.array(LoggedRequest),
  list: true,
  handle: ({ actor, query }) => listRequests(actor, query),
});
