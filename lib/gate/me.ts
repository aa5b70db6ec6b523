import * as users from "#db/queries/users.ts";
import { type Actor, isInWorkspace, type Person } from "#lib/actors/actor.ts";
import type { Me } from "#lib/gate/schema.ts";

/** Describes an actor as the API shows it. */
export async function describeActor(actor: Actor | Person): Promise<Me> {
  if (actor.type === "api_key") {
    return {
      actor: { type: "api_key", id: actor.keyId, name: actor.keyName },
      workspace: { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: null },
      environment: actor.environment,
      scopes: actor.scopes,
    };
  }
  const user = await users.byId(actor.userId);
  return {
    actor: { type: "user", id: actor.userId, name: user?.name ?? null, email: user?.email ?? actor.email },
    workspace: isInWorkspace(actor)
      ? { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: actor.role }
      : null,
    environment: null,
    scopes: actor.scopes,
    notifications: { key_expiring: user?.notifyKeyExpiring ?? true },
  };
}
