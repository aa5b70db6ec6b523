import * as memberships from "#db/queries/members.ts";
import type * as sessions from "#db/queries/sessions.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { userPolicies } from "#lib/actors/policies.ts";
import { type Role, roleScopes } from "#lib/actors/roles.ts";

/** The user of a live session, in the given workspace or else their first. Null if they aren't a member of it. */
export async function findUserActor(
  session: sessions.SessionRow,
  workspaceId: string | null,
): Promise<UserActor | null> {
  const membership = await memberships.ofUser(session.userId, workspaceId);
  if (!membership) return null;
  const role = membership.role as Role;
  return {
    type: "user",
    userId: session.userId,
    email: session.email,
    name: session.name,
    sessionId: session.id,
    workspaceId: membership.workspaceId,
    workspaceName: membership.workspaceName,
    plan: membership.planId,
    role,
    scopes: [...roleScopes[role]],
    policies: userPolicies(session.userId),
  };
}
