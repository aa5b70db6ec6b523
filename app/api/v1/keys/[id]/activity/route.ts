import { z } from "zod";
import { readKeyActivity } from "#lib/activity/key-activity.ts";
import { KeyActivity } from "#lib/activity/schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { When } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "Get a key's activity",
  description:
    "What the key did and what was done to it: its audit events, its requests by day, route, address and user agent, and when each address and user agent was seen first and last. By default, the last 7 days. Only the newest 100,000 requests are counted.",
  tag: "Keys",
  scope: "audit:read",
  params: z.object({ id: KeyId }),
  query: z.strictObject({ from: When.optional(), to: When.optional() }),
  returns: KeyActivity,
  handle: ({ actor, params, query, now, left }) =>
    untilLeft(left(), () => readKeyActivity(actor, params.id, query, now)),
});
