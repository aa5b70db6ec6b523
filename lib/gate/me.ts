import * as ownAccount from "#db/queries/own-account.ts";
import { type Actor, isInWorkspace, type Person } from "#lib/actors/actor.ts";
import type { Me } from "#lib/gate/schema.ts";

/** Describes an actor as the API shows it. */
export async function describeActor(actor: Actor | Person, now: Date): Promise<Me> {
  if (actor.type === "api_key") {
    return {
      actor: { type: "api_key", id: actor.keyId, name: actor.keyName },
      workspace: { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: null },
      environment: actor.environment,
      scopes: actor.scopes,
    };
  }
  const user = await ownAccount.profile(actor.userId, now);
  return {
    actor: { type: "user", id: actor.userId, name: user?.name ?? null, email: user?.email ?? actor.email },
    workspace: isInWorkspace(actor)
      ? { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: actor.role }
      : null,
    environment: null,
    scopes: actor.scopes,
    notifications: { key_expiring: user?.notifyKeyExpiring ?? true },
    pending_email: pendingEmailOf(user),
  };
}

function pendingEmailOf(user: Awaited<ReturnType<typeof ownAccount.profile>>): Me["pending_email"] {
  if (!user?.newEmail || !user.newEmailExpiresAt) return null;
  return { email: user.newEmail, expires_at: user.newEmailExpiresAt.toISOString() };
}
