import * as memberships from "#db/queries/members.ts";
import type * as sessions from "#db/queries/sessions.ts";
import { env } from "#env.ts";
import type { Person, UserActor } from "#lib/actors/actor.ts";
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
    ...personOf(session),
    workspaceId: membership.workspaceId,
    workspaceName: membership.workspaceName,
    workspaceSuspended: membership.suspendedAt !== null,
    plan: membership.planId,
    role,
    scopes: [...roleScopes[role]],
  };
}

/** The user of a live session, without a workspace. */
export function personOf(session: sessions.SessionRow): Person {
  return {
    type: "user",
    userId: session.userId,
    email: session.email,
    name: session.name,
    sessionId: session.id,
    operator: isOperator(session),
    workspaceId: null,
    workspaceName: null,
    workspaceSuspended: false,
    plan: null,
    role: null,
    scopes: [],
    policies: userPolicies(session.userId),
  };
}

/** The email of the account for local development. Nobody had to verify it. */
export const LOCAL_EMAIL = "developer@localhost";

type OperatorColumns = Pick<sessions.SessionRow, "operator" | "email" | "emailVerifiedAt">;

/** Whether a user is an operator: they have the flag, or OPERATOR_EMAIL contains the email that they verified. */
export function isOperator({ operator, email, emailVerifiedAt }: OperatorColumns): boolean {
  const verified = emailVerifiedAt !== null && email !== LOCAL_EMAIL;
  return operator || (verified && env.operatorEmails.includes(email));
}
