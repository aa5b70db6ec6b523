import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { OperatorRequest } from "#lib/operator/request-schema.ts";
import { listAllRequests } from "#lib/operator/requests.ts";
import { pageQuery } from "#lib/pagination.ts";
import { EnvironmentQuery, When } from "#lib/usage/schema.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const GET = endpoint({
  summary: "List the requests of all workspaces",
  description:
    "The request log, newest first, by default of the last 24 hours. If few of very many match, a page can have fewer than `limit`: follow `next_cursor` until it is null. Requests with unknown keys belong to no workspace.",
  tag: "Operator",
  access: "operator",
  query: EnvironmentQuery.extend({
    workspace_id: WorkspaceId.optional(),
    key_id: KeyId.optional(),
    made_by: z.enum(["api_key", "user"]).optional(),
    status: z.coerce.number().int().min(100).max(599).optional(),
    path: z.string().max(512).optional(),
    from: When.optional(),
    to: When.optional(),
    ...pageQuery,
  }),
  returns: z.array(OperatorRequest),
  list: true,
  handle: ({ query, now }) => listAllRequests(query, now),
});
