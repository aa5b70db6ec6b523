import type { Actor } from "#lib/actors/actor.ts";
import { problem } from "#lib/problem.ts";
import { isAppScope, unknownScopes } from "#lib/scopes/scopes.ts";

/** The environment that an actor means. A key always means its own; a person says which, or all (undefined). */
export function environmentOf(actor: Actor, asked: "live" | "test" | undefined): "live" | "test" | undefined {
  if (actor.type === "user") return asked;
  if (asked === undefined || asked === actor.environment) return actor.environment;
  const detail = `This API key can only access the ${actor.environment} environment.`;
  throw problem("forbidden", { reason: "other_environment", detail });
}

/** Nobody gives away more than he has; a person who may make keys may give the scopes of the API behind the desk. */
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

/** A developer changes his own keys; admins and owners all. A key with `keys:write` changes those of its environment. */
export function requireMayChange(actor: Actor, key: { createdById: string }): void {
  if (actor.type === "user" && actor.role === "developer" && key.createdById !== actor.userId) {
    const detail = "Developers can only change keys they created.";
    throw problem("forbidden", { reason: "insufficient_role", detail });
  }
}
