import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { idPattern } from "#lib/ids.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { getRequest } from "#lib/usage/requests.ts";
import { LoggedRequest } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "Get a request",
  description: "Includes every check in the order it was made, so you can see why a request was refused.",
  tag: "Usage",
  scope: "usage:read",
  params: z.object({ id: z.string().regex(idPattern("req")) }),
  returns: LoggedRequest,
  handle: ({ actor, params, left }) => untilLeft(left(), () => getRequest(actor, params.id)),
});
