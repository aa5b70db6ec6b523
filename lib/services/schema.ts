import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { Label } from "#lib/text.ts";

export const ServiceId = z.string().regex(idPattern("svc")).meta({ description: "A service credential ID" });

export const NewService = z
  .strictObject({ name: Label(100).pipe(z.string().min(1, "Can't be empty")) })
  .meta({ id: "NewService" });

export const Service = z
  .object({
    id: z.string(),
    name: z.string(),
    created_at: z.iso.datetime(),
    rotation: z
      .object({
        previous_expires_at: z.iso.datetime().meta({ description: "When the previous secret stops working" }),
      })
      .nullable()
      .meta({ description: "Null unless two secrets work: after a rotation, during its overlap" }),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Service" });
export type Service = z.infer<typeof Service>;

export const MintedService = Service.extend({
  secret: z.string().nullable().meta({
    description: "Shown only in this response. Null if the request repeats an Idempotency-Key",
  }),
}).meta({ id: "MintedService" });
export type MintedService = z.infer<typeof MintedService>;
