import type { Actor } from "#lib/actors/actor.ts";
import { problem } from "#lib/problem.ts";
import { unknownScopes } from "#lib/scopes/scopes.ts";

/**
 * The environment that a request is about: an API key's own, or for users the requested one (undefined means both).
 * Throws `forbidden` (`other_environment`).
 */
export function environmentOf(
  actor: Actor,
  requested: "live" | "test" | undefined,
): "live" | "test" | undefined {
  if (actor.type === "user") return requested;
  if (requested === undefined || requested === actor.environment) return actor.environment;
  const detail = `This API key can only access the ${actor.environment} environment.`;
  throw problem("forbidden", { reason: "other_environment", detail });
}

/** Checks that scopes exist in the actor's workspace. Throws `validation_failed` (unknown scope). */
export async function requireKnownScopes(actor: Actor, scopes: string[], pointer = "/scopes"): Promise<void> {
  const [unknown] = await unknownScopes(actor.workspaceId, scopes);
  if (unknown === undefined) return;
  const detail = "Unknown scope. GET /api/v1/scopes lists all scopes.";
  const at = `${pointer}/${scopes.indexOf(unknown)}`;
  throw problem("validation_failed", { errors: [{ pointer: at, code: "unknown_scope", detail }] });
}
