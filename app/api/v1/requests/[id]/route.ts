import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { idPattern } from "#lib/ids.ts";
import { getRequest } from "#lib/usage/requests.ts";
import { LoggedRequest } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "Explain a request",
  description: "Every check in the order made: the answer to “why was this refused?”.",
  tag: "Usage",
  scope: "usage:read",
  params: z.object({ id: z.string().regex(idPattern("req")) }),
  returns: LoggedRequest,
  handle: ({ actor, params }) => getRequest(actor, params.id),
});
