import type { Actor } from "#lib/actors/actor.ts";
import type { Me } from "#lib/gate/schema.ts";

/** Describes an actor as the API shows it. */
export function describeActor(actor: Actor): Me {
  const workspace = { id: actor.workspaceId, name: actor.workspaceName, plan: actor.plan };
  if (actor.type === "api_key") {
    return {
      actor: { type: "api_key", id: actor.keyId, name: actor.keyName },
      workspace: { ...workspace, role: null },
      environment: actor.environment,
      scopes: actor.scopes,
    };
  }
  return {
    actor: { type: "user", id: actor.userId, name: actor.name, email: actor.email },
    workspace: { ...workspace, role: actor.role },
    environment: null,
    scopes: actor.scopes,
  };
}
