import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { endOverlap } from "#lib/keys/end-overlap.ts";
import { KeyId, PublicKey } from "#lib/keys/schema.ts";

export const POST = endpoint({
  summary: "End a rotation's overlap",
  description:
    "The key's previous secret stops working now: requests with it that start after the response are refused. The current secret isn't affected. A key can do this to itself, and to keys that have more than itself.",
  tag: "Keys",
  scope: "keys:write",
  params: z.object({ id: KeyId }),
  returns: PublicKey,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, params, now, execution }) => endOverlap(actor, params.id, now, execution),
});
