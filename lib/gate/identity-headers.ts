import type { Caller } from "#lib/actors/actor.ts";

const EMPTY = "none";

const known = new WeakMap<Caller, string[]>();

/**
 * Who passed, for the upstream: names and values in turn. Every header is always there, so that a gateway overwrites
 * what a client made up.
 */
export function identityHeaders(actor: Caller): string[] {
  const made = known.get(actor) ?? Object.entries(headersOf(actor)).flat();
  known.set(actor, made);
  return made;
}

function headersOf(actor: Caller): Record<string, string> {
  const isKey = actor.type === "api_key";
  const isService = actor.type === "service";
  return {
    "x-gate-key-id": isKey ? actor.keyId : EMPTY,
    "x-gate-user-id": actor.type === "user" ? actor.userId : EMPTY,
    "x-gate-workspace-id": isService ? EMPTY : actor.workspaceId,
    "x-gate-environment": isKey ? actor.environment : EMPTY,
    "x-gate-plan": isService ? EMPTY : safe(actor.plan),
    "x-gate-scopes": actor.scopes.join(" ") || EMPTY,
    "x-gate-external-id": (isKey && actor.externalId && safe(actor.externalId)) || EMPTY,
  };
}

/** Text as a header can carry it: anything but visible ASCII is percent-encoded. */
function safe(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]+/g, encodeURIComponent);
}
