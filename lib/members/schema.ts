import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";
import { commaSeparated } from "#lib/comma-separated.ts";
import { pageQuery } from "#lib/pagination.ts";
import { UserId } from "#lib/user-id.ts";

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
  user_id: commaSeparated(UserId, 100).optional().meta({ description: "Only members with one of these IDs" }),
  q: z.string().min(1).max(100).optional().meta({ description: "Part of the name or the email" }),
  role: commaSeparated(Role, 4).optional().meta({ description: "Only members with one of these roles" }),
  ...pageQuery,
});

export const RoleChange = z.strictObject({ role: Role }).meta({ id: "RoleChange" });
export type RoleChange = z.infer<typeof RoleChange>;
export type MemberQuery = z.infer<typeof MemberQuery>;
