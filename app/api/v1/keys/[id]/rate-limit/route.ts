import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { readKeyLimits } from "#lib/usage/key-limits.ts";
import { KeyLimits } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "Get what is left of a key's rate limit",
  description:
    "The key's own limit and the plan's, now. Counts against no limit, and works even while the key is rate limited.",
  tag: "Keys",
  scope: "keys:read",
  cost: 0,
  params: z.object({ id: KeyId }),
  returns: KeyLimits,
  handle: ({ actor, params, now, left }) => untilLeft(left(), () => readKeyLimits(actor, params.id, now)),
});
