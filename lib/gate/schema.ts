import { z } from "zod";
import { Environment } from "#lib/keys/schema.ts";

export const Me = z
  .object({
    actor: z.discriminatedUnion("type", [
      z.object({ type: z.literal("api_key"), id: z.string(), name: z.string().nullable() }),
      z.object({ type: z.literal("user"), id: z.string(), name: z.string().nullable(), email: z.string() }),
    ]),
    workspace: z.object({
      id: z.string(),
      name: z.string(),
      plan: z.string(),
      role: z
        .enum(["owner", "admin", "developer", "viewer"])
        .nullable()
        .meta({ description: "Null for a key" }),
    }),
    environment: Environment.nullable().meta({ description: "Null for a user: he sees both" }),
    scopes: z.array(z.string()),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;
