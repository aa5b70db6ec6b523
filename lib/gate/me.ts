import type { Actor } from "#lib/actors/actor.ts";
import type { Me } from "#lib/gate/schema.ts";

/** Who an actor is, in the API's words. */
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
