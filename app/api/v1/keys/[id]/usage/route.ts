import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { Interval, KeyUsage, When } from "#lib/usage/schema.ts";
import { readKeyUsage } from "#lib/usage/usage.ts";

export const GET = endpoint({
  summary: "Get a key's usage",
  description: "By default, the current month by day.",
  tag: "Keys",
  scope: "keys:read",
  params: z.object({ id: KeyId }),
  query: z.strictObject({ from: When.optional(), to: When.optional(), interval: Interval.optional() }),
  returns: KeyUsage,
  handle: ({ actor, params, query, now }) => readKeyUsage(actor, params.id, query, now),
});
