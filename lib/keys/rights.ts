import type { Actor } from "#lib/actors/actor.ts";
import { problem } from "#lib/problem.ts";
import { isAppScope, unknownScopes } from "#lib/scopes/scopes.ts";

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

/**
 * Checks that the actor can grant these scopes. API keys can only grant scopes they have; users can also grant the
 * scopes of your own API. Throws `validation_failed` (unknown scope), `forbidden` (`scope_escalation`).
 */
export async function requireGrantable(actor: Actor, scopes: string[], pointer = "/scopes"): Promise<void> {
  const [unknown] = await unknownScopes(actor.workspaceId, scopes);
  if (unknown !== undefined) {
    const detail = "Unknown scope. GET /api/v1/scopes lists all scopes.";
    const at = `${pointer}/${scopes.indexOf(unknown)}`;
    throw problem("validation_failed", { errors: [{ pointer: at, code: "unknown_scope", detail }] });
  }
  const mayGive = (scope: string) =>
    actor.scopes.includes(scope) || (actor.type === "user" && isAppScope(scope));
  const beyond = scopes.filter((scope) => !mayGive(scope));
  if (beyond.length === 0) return;
  const detail = `You can't grant scopes you don't have: ${beyond.join(", ")}.`;
  throw problem("forbidden", { reason: "scope_escalation", detail });
}

/**
 * Developers can only change keys they created. Admins, owners and API keys with `keys:write` have no such restriction.
 * Throws `forbidden` (`insufficient_role`).
 */
export function requireMayChange(actor: Actor, key: { createdById: string }): void {
  if (actor.type === "user" && actor.role === "developer" && key.createdById !== actor.userId) {
    const detail = "Developers can only change keys they created.";
    throw problem("forbidden", { reason: "insufficient_role", detail });
  }
}
