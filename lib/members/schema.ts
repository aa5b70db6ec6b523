import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";

export const Member = z
  .object({
    user_id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: Role,
    joined_at: z.iso.datetime(),
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const RoleChange = z.strictObject({ role: Role }).meta({ id: "RoleChange" });
export type RoleChange = z.infer<typeof RoleChange>;
