import { z } from "zod";
import { Label } from "#lib/text.ts";

export const ScopeName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$/, "Must be resource:action in lowercase, such as orders:read")
  .meta({ description: "resource:action", examples: ["orders:read"] });

export const NewScope = z
  .strictObject({ name: ScopeName, description: Label(200).optional() })
  .meta({ id: "NewScope" });
export type NewScope = z.infer<typeof NewScope>;

export const Scope = z
  .object({
    name: z.string().meta({ description: "resource:action", examples: ["data:read"] }),
    description: z.string(),
    built_in: z.boolean().meta({ description: "Whether this API uses this scope itself" }),
    own: z.boolean().meta({
      description: "Whether the workspace created it, so that its admins and owners can delete it",
    }),
  })
  .meta({ id: "Scope" });
export type Scope = z.infer<typeof Scope>;

export const OfferedScope = z
  .object({ name: z.string().meta({ examples: ["orders:read"] }), description: z.string() })
  .meta({ id: "OfferedScope" });
export type OfferedScope = z.infer<typeof OfferedScope>;
