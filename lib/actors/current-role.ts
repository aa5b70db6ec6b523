import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as memberRoles from "#db/queries/member-roles.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Actor, Person } from "#lib/actors/actor.ts";
import type { Role } from "#lib/actors/roles.ts";
import { workspaceSuspended } from "#lib/actors/workspace-suspended.ts";
import { problem } from "#lib/problem.ts";

/** What a user must be in a workspace when their change is committed. */
export interface RequiredRole {
  workspaceId: string;
  /** "member": any role. */
  role: "owner" | "admin" | "member";
  /** Makes all such changes of the workspace wait for each other: for rules about several members or invitations. */
  exclusive?: true;
  /** Gets the role, for what else depends on it. */
  use?: (role: Role) => void;
}

const ALLOWED: Record<RequiredRole["role"], readonly string[]> = {
  owner: ["owner"],
  admin: ["admin", "owner"],
  member: ["viewer", "developer", "admin", "owner"],
};

/**
 * The steps that lock and read an actor's role, because it may have changed since the request was accepted. What a removed
 * or demoted member has in progress isn't committed.
 * They throw `not_found` (not a member any more), `forbidden` (`insufficient_role`, `workspace_suspended`, `user_required`).
 */
export function requireRole(tx: Db, actor: Actor | Person, required: RequiredRole): Step[] {
  const { workspaceId, exclusive, role, use } = required;
  if (actor.type !== "user") throw problem("forbidden", { reason: "user_required" });
  return [
    // Before the members, so that two members who change each other don't wait for each other.
    ...(exclusive ? [step(workspaces.lock(tx, workspaceId))] : []),
    step(memberRoles.lock(tx, workspaceId, actor.userId)),
    check(memberRoles.of(tx, workspaceId, actor.userId), ([member]) => {
      if (!member) throw problem("not_found");
      if (!ALLOWED[role].includes(member.role)) throw insufficientRole(ONLY[role]);
      if (member.suspendedAt) throw workspaceSuspended();
      use?.(member.role as Role);
    }),
  ];
}

/** Says which role is needed, and who can give it. */
export const ONLY = {
  owner: "Only workspace owners can do this. One of them can change your role.",
  admin: "Only workspace admins and owners can do this. One of them can change your role.",
  member: "Only members of the workspace can do this.",
};

export const insufficientRole = (detail: string) =>
  problem("forbidden", { reason: "insufficient_role", detail });
