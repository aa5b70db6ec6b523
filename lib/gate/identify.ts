import type { GateKey } from "#db/queries/gate-key.ts";
import * as services from "#db/queries/service-credentials.ts";
import * as sessions from "#db/queries/sessions.ts";
import { verifyAccessToken } from "#lib/accounts/access-token.ts";
import type { ApiKeyActor, Caller, ServiceActor, UserActor } from "#lib/actors/actor.ts";
import { keyPolicies } from "#lib/actors/policies.ts";
import { findUserActor } from "#lib/actors/user-actor.ts";
import { checkKey, type KeyCheck, type Refusal } from "#lib/gate/check-key.ts";
import { readCredential } from "#lib/gate/credential.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import { hintOf } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { noteFailed, notePassed } from "#lib/request-log/checks.ts";

/**
 * Finds out who is asking; refuses everybody else, but nobody at all when that is allowed.
 * What becomes known of a refused one is in `exchange.attribution`.
 */
export async function identify(exchange: Exchange, nobodyAllowed: boolean): Promise<Caller | null> {
  const credential = readCredential(exchange);
  if (!credential && nobodyAllowed) return null;
  if (!credential) throw problem("unauthorized");
  const { kind } = credential;
  if (kind === "key")
    exchange.actor = identifyKey(
      exchange,
      credential.secret,
      await checkKey(credential.secret, exchange.now, exchange.cacheVersion),
    );
  else if (kind === "service") exchange.actor = await identifyService(credential.secret);
  else exchange.actor = await identifyUser(exchange, kind, credential.token);
  return exchange.actor;
}

function identifyKey(exchange: Exchange, secret: string, { key, refusal }: KeyCheck): ApiKeyActor {
  exchange.attribution = attributionOf(key, secret);
  if (key) notePassed(exchange.checks, "credential", `API key ${key.hint}`);
  if (refusal) {
    const refused = toProblem(refusal);
    noteFailed(exchange.checks, key ? "key_status" : "credential", refused.message);
    throw refused;
  }
  notePassed(exchange.checks, "key_status", "The key is active");
  return actorOfKey(key!);
}

function attributionOf(key: GateKey | null, secret: string) {
  if (!key)
    return { workspaceId: null, environment: "live", keyId: null, hint: hintOf(secret), userId: null };
  const { workspaceId, environment, id, hint } = key;
  return { workspaceId, environment, keyId: id, hint, userId: null };
}

function toProblem(refusal: Refusal): Problem {
  if (refusal === "disabled") return problem("inactive_api_key");
  if (refusal === "suspended") {
    return problem("forbidden", { reason: "workspace_suspended", detail: "The workspace is suspended." });
  }
  if (refusal === "malformed" || refusal === "unknown")
    return problem("invalid_api_key", { reason: refusal });
  return problem("invalid_api_key", {
    reason: refusal,
    detail: `This API key is ${refusal}. Create a new one.`,
  });
}

// A key that is remembered makes the same actor each time; a changed one is another object (known-keys.ts).
const actors = new WeakMap<GateKey, ApiKeyActor>();

function actorOfKey(key: GateKey): ApiKeyActor {
  const known = actors.get(key);
  if (known) return known;
  const actor = makeActor(key);
  actors.set(key, actor);
  return actor;
}

function makeActor(key: GateKey): ApiKeyActor {
  return {
    type: "api_key",
    keyId: key.id,
    keyName: key.name,
    externalId: key.externalId,
    workspaceId: key.workspaceId,
    workspaceName: key.workspaceName,
    plan: key.planId,
    environment: key.environment as ApiKeyActor["environment"],
    scopes: key.scopes,
    policies: keyPolicies({ ...key, keyId: key.id }),
  };
}

async function identifyService(secret: string): Promise<ServiceActor> {
  const service = await services.byHash(sha256(secret));
  if (!service)
    throw problem("invalid_token", { reason: "revoked", detail: "This service credential is not valid." });
  return {
    type: "service",
    serviceId: service.id,
    name: service.name,
    scopes: ["keys:verify"],
    policies: [],
  };
}

async function identifyUser(
  exchange: Exchange,
  kind: "token" | "session",
  token: string,
): Promise<UserActor> {
  const session =
    kind === "token"
      ? await sessions.byId(await verifyAccessToken(token, exchange.now))
      : await sessions.byTokenHash(sha256(token));
  if (!session || session.revokedAt || session.expiresAt <= exchange.now) {
    if (kind === "token") throw problem("invalid_token", { reason: "revoked" });
    throw problem("unauthorized", { detail: "The browser session has ended. Log in again." });
  }
  await sessions.touch(session, exchange.now);
  const actor = await findUserActor(session, exchange.headers.get("x-workspace-id"));
  if (!actor) throw problem("not_found", { detail: "X-Workspace-Id is not a workspace you can access." });
  const { workspaceId, userId } = actor;
  exchange.attribution = { workspaceId, environment: "live", keyId: null, hint: null, userId };
  notePassed(exchange.checks, "credential", kind === "token" ? "Access token" : "Browser session");
  return actor;
}
