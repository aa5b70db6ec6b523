import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { readKeyUsage } from "#lib/usage/key-usage.ts";
import { Interval, KeyUsage, When } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "Get a key's usage",
  description:
    "By default, the current month by day. Intervals without requests are omitted. With made_with, only requests with the key's current or previous secret, so you can see during a rotation which clients still have to change it, and afterwards which ones are refused.",
  tag: "Keys",
  scope: "keys:read",
  params: z.object({ id: KeyId }),
  query: z.strictObject({
    from: When.optional(),
    to: When.optional(),
    interval: Interval.optional(),
    made_with: z
      .enum(["current", "previous"])
      .optional()
      .meta({ description: "previous: the secret that the last rotation replaced" }),
  }),
  returns: KeyUsage,
  handle: ({ actor, params, query, now, left }) =>
    untilLeft(left(), () => readKeyUsage(actor, params.id, query, now)),
});
