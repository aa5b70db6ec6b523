import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { KeyId, MintedKey, Rotation } from "#lib/keys/schema.ts";

export const POST = endpoint({
  summary: "Rotate an API key",
  description:
    "Creates a new secret. The key's ID, scopes, limits and usage stay the same. During the overlap, both secrets work and share all limits. A key can rotate itself, but no key that has more than itself.",
  tag: "Keys",
  scope: "keys:write",
  params: z.object({ id: KeyId }),
  body: Rotation,
  returns: MintedKey,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, params, body, now, execution }) =>
    rotateKey(actor, params.id, body?.overlap_seconds ?? 0, now, execution),
});
