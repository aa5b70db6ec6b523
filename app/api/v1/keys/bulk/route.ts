import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeKeysInBulk } from "#lib/keys/bulk.ts";
import { BulkChange, BulkOutcome } from "#lib/keys/schema.ts";

export const POST = endpoint({
  summary: "Disable or revoke several API keys",
  description:
    "Up to 100 keys, all or none: if you can't change one of them, nothing changes and errors names each of these. Applies from the keys' next requests. A key that is already disabled or revoked isn't an error; its outcome says so. The same rules apply as for a single key.",
  tag: "Keys",
  scope: "keys:write",
  body: BulkChange,
  returns: z.array(BulkOutcome),
  idempotent: true,
  handle: ({ actor, body, now, execution }) => changeKeysInBulk(actor, body, now, execution),
});
