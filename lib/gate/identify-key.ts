import type { GateKey } from "#db/queries/gate-key.ts";
import type { ApiKeyActor } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { workspaceSuspended } from "#lib/actors/workspace-suspended.ts";
import { checkKey, type KeyCheck, type KeyRefusal } from "#lib/gate/check-key.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import type { EntryOwner, Identity } from "#lib/gate/identity.ts";
import { hintOf } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";

/** Identifies the caller by an API key. `remembered` says whether a cached record may be used. */
export function identifyKey(
  secret: string,
  { now, cacheVersion }: GateRequest,
  remembered: boolean,
): Identity | Promise<Identity> {
  const checked = checkKey(secret, { now, cacheVersion, remembered });
  return checked instanceof Promise
    ? checked.then((check) => identityOf(check, secret))
    : identityOf(checked, secret);
}

function identityOf({ key, refusal }: KeyCheck, secret: string): Identity {
  const checks: Checks = [];
  if (key) notePassed(checks, "credential", `API key ${key.hint}`);
  const owner = key ? ownerOfKey(key) : ownerOfUnknown(secret);
  if (!refusal) {
    notePassed(checks, "key_status", "The key is active");
    return { caller: actorOfKey(key!, secret), refusal: null, owner, key, checks };
  }
  const why = toProblem(refusal);
  noteFailed(checks, key ? "key_status" : "credential", why.message);
  return { caller: null, refusal: why, owner, key, checks };
}

/** The owner of a key's log entries. */
export function ownerOfKey({ workspaceId, environment, id, hint }: GateKey): EntryOwner {
  return { workspaceId, environment, keyId: id, hint, userId: null };
}

function ownerOfUnknown(secret: string): EntryOwner {
  return { workspaceId: null, environment: "live", keyId: null, hint: hintOf(secret), userId: null };
}

function toProblem(refusal: KeyRefusal): Problem {
  if (refusal === "disabled") return problem("inactive_api_key");
  if (refusal === "suspended") {
    return workspaceSuspended();
  }
  if (refusal === "malformed" || refusal === "unknown")
    return problem("invalid_api_key", { reason: refusal });
  return problem("invalid_api_key", {
    reason: refusal,
    detail: `This API key is ${refusal}. Create a new one.`,
  });
}

// Cached by record: when a key changes, the gate gets a new record. A record belongs to one secret.
const actors = new WeakMap<GateKey, ApiKeyActor>();

function actorOfKey(key: GateKey, secret: string): ApiKeyActor {
  const known = actors.get(key);
  if (known) return known;
  const actor: ApiKeyActor = {
    type: "api_key",
    keyId: key.id,
    secretHash: sha256(secret),
    keyName: key.name,
    externalId: key.externalId,
    workspaceId: key.workspaceId,
    workspaceName: key.workspaceName,
    plan: key.planId,
    environment: key.environment as ApiKeyActor["environment"],
    scopes: key.scopes,
    policies: keyPolicies({ ...key, keyId: key.id }),
  };
  actors.set(key, actor);
  return actor;
}
