import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { importKeys } from "#lib/keys/create.ts";
import { KeyImport, PublicKey } from "#lib/keys/schema.ts";

export const POST = endpoint({
  summary: "Import API keys by hash",
  description:
    "Imports keys that were created elsewhere, all or none. Their users don't have to change anything. The same rules apply as for creating keys.",
  tag: "Keys",
  scope: "keys:write",
  body: KeyImport,
  returns: z.array(PublicKey),
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => importKeys(actor, body.keys, now, execution),
});
