import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";
import { commaSeparated } from "#lib/comma-separated.ts";
import { pageQuery } from "#lib/pagination.ts";

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

export const MemberQuery = z.strictObject({
  role: commaSeparated(Role, 4).optional().meta({ description: "Only members with one of these roles" }),
  ...pageQuery,
});

export const RoleChange = z.strictObject({ role: Role }).meta({ id: "RoleChange" });
export type RoleChange = z.infer<typeof RoleChange>;
