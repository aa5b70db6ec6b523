import type { Caller } from "#lib/actors/actor.ts";

const EMPTY = "none";

const known = new WeakMap<Caller, string[]>();

/**
 * The headers that tell the upstream who the caller is, as alternating names and values. All of them are always present,
 * so that a gateway overwrites any that a client sent itself.
 */
export function identityHeaders(actor: Caller): string[] {
  const headers = known.get(actor) ?? Object.entries(headersOf(actor)).flat();
  known.set(actor, headers);
  return headers;
}

function headersOf(actor: Caller): Record<string, string> {
  const isKey = actor.type === "api_key";
  const isService = actor.type === "service";
  return {
    "x-gate-key-id": isKey ? actor.keyId : EMPTY,
    "x-gate-user-id": actor.type === "user" ? actor.userId : EMPTY,
    "x-gate-workspace-id": (!isService && actor.workspaceId) || EMPTY,
    "x-gate-environment": isKey ? actor.environment : EMPTY,
    "x-gate-plan": (!isService && actor.plan && safe(actor.plan)) || EMPTY,
    "x-gate-scopes": actor.scopes.join(" ") || EMPTY,
    "x-gate-external-id": (isKey && actor.externalId && safe(actor.externalId)) || EMPTY,
  };
}

/** Percent-encodes everything except visible ASCII, and the percent sign itself. */
function safe(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]+/g, encodeURIComponent);
}
