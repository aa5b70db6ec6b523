import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeRole, removeMember } from "#lib/members/members.ts";
import { Member, RoleChange } from "#lib/members/schema.ts";
import { UserId } from "#lib/user-id.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

const params = z.object({ id: WorkspaceId, user_id: UserId });

export const PATCH = endpoint({
  summary: "Change a member's role",
  description:
    "In force with the member's next request. Requires the admin or owner role. Only owners change owners, or make someone an owner. A workspace always has an owner.",
  tag: "Members",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params,
  body: RoleChange,
  returns: Member,
  problems: ["conflict"],
  handle: ({ actor, params, body, now }) => changeRole(actor, params.id, params.user_id, body.role, now),
});

export const DELETE = endpoint({
  summary: "Remove a member, or leave",
  description:
    "In force with the member's next request. Every member can leave. Removing others requires the admin or owner role, and removing owners the owner role. A workspace always has an owner.",
  tag: "Members",
  access: "user",
  workspaceParam: "id",
  params,
  query: z.strictObject({
    revoke_keys: z
      .enum(["true", "false"])
      .default("false")
      .transform((text) => text === "true")
      .meta({
        description:
          "Also revokes the keys of this workspace that the member created, directly or through other keys",
      }),
  }),
  problems: ["conflict"],
  handle: ({ actor, params, query, now }) => removeMember(actor, params.id, params.user_id, query, now),
});
