import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { RoleName } from "#lib/workspaces/schema.ts";

export const UserId = z.string().regex(idPattern("usr")).meta({ description: "A user ID" });

export const Member = z
  .object({
    user_id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: RoleName,
    joined_at: z.iso.datetime(),
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const RoleChange = z.strictObject({ role: RoleName }).meta({ id: "RoleChange" });
export type RoleChange = z.infer<typeof RoleChange>;
