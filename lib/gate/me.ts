import { type Actor, isInWorkspace, type Person } from "#lib/actors/actor.ts";
import type { Me } from "#lib/gate/schema.ts";

/** Describes an actor as the API shows it. */
export function describeActor(actor: Actor | Person): Me {
  if (actor.type === "api_key") {
    return {
      actor: { type: "api_key", id: actor.keyId, name: actor.keyName },
      workspace: { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: null },
      environment: actor.environment,
      scopes: actor.scopes,
    };
  }
  return {
    actor: { type: "user", id: actor.userId, name: actor.name, email: actor.email },
    workspace: isInWorkspace(actor)
      ? { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan, role: actor.role }
      : null,
    environment: null,
    scopes: actor.scopes,
  };
}
