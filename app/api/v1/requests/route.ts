import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { RequestListMeta, RequestListQuery } from "#lib/usage/request-query.ts";
import { listRequests } from "#lib/usage/requests.ts";
import { LoggedRequest } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "List requests",
  description:
    "The request log, newest first: requests made by keys and logged-in users, with their status. To follow it, poll with `after`: no request is missed or listed twice.",
  tag: "Usage",
  scope: "usage:read",
  query: RequestListQuery,
  returns: z.array(LoggedRequest),
  list: true,
  meta: RequestListMeta,
  handle: ({ actor, query, left }) => untilLeft(left(), () => listRequests(actor, query)),
});
