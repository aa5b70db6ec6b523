import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { PublicKey } from "#lib/keys/schema.ts";
import { OperatorRequest } from "#lib/operator/request-schema.ts";
import { WorkspaceStatus } from "#lib/operator/workspace-schema.ts";
import { Label } from "#lib/text.ts";

export const Lookup = z
  .strictObject({
    secret: z.string().min(1).max(512).meta({ description: "A full key. It is neither logged nor stored" }),
    hint: Label(64).pipe(z.string().min(1, "Can't be empty")),
    request_id: z.string().regex(idPattern("req"), "Must be a request ID, such as req_…"),
  })
  .partial()
  .refine(
    (members) => Object.values(members).filter((value) => value !== undefined).length === 1,
    "Send exactly one of secret, hint and request_id",
  )
  .meta({ id: "Lookup" });
export type Lookup = z.infer<typeof Lookup>;

export const FoundKey = PublicKey.extend({
  workspace: z.object({
    id: z.string(),
    name: z.string(),
    status: WorkspaceStatus,
    owners: z.array(z.string()),
  }),
  creator_email: z
    .string()
    .nullable()
    .meta({ description: "The email of the user who created the key, directly or through another key" }),
}).meta({ id: "FoundKey" });
export type FoundKey = z.infer<typeof FoundKey>;

export const LookupResult = z
  .object({
    keys: z.array(FoundKey),
    request: OperatorRequest.nullable().meta({ description: "The request with this request_id" }),
  })
  .meta({ id: "LookupResult" });
export type LookupResult = z.infer<typeof LookupResult>;
