import * as keys from "#db/queries/keys.ts";
import * as memberships from "#db/queries/members.ts";
import * as sessions from "#db/queries/sessions.ts";
import { verifyAccessToken } from "#lib/accounts/access-token.ts";
import { type Actor, type ApiKeyActor, keyPolicies, type UserActor, userPolicies } from "#lib/gate/actor.ts";
import { type Credential, readCredential } from "#lib/gate/credential.ts";
import { type Exchange, failed, passed } from "#lib/http/exchange.ts";
import { statusOf } from "#lib/keys/status.ts";
import { recognise } from "#lib/keys/token.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { type Role, roleScopes } from "#lib/workspaces/roles.ts";

/**
 * Finds out who is asking; refuses everybody else, but nobody at all when that is allowed.
 * What becomes known of a refused one is in `exchange.attribution`.
 */
export async function identify(exchange: Exchange, nobodyAllowed: boolean): Promise<Actor | null> {
  const credential = readCredential(exchange.request, exchange.url);
  if (!credential && nobodyAllowed) return null;
  if (!credential) throw problem("unauthorized");
  exchange.actor =
    credential.kind === "key"
      ? await identifyKey(exchange, credential.secret)
      : await identifyUser(exchange, credential);
  return exchange.actor;
}

async function identifyKey(exchange: Exchange, secret: string): Promise<ApiKeyActor> {
  const secretHash = recognise(secret);
  if (!secretHash) throw problem("invalid_api_key", { reason: "malformed" });
  const key = await keys.forGate(secretHash);
  if (!key) throw problem("invalid_api_key", { reason: "unknown" });
  exchange.attribution = {
    workspaceId: key.workspaceId,
    environment: key.environment,
    keyId: key.id,
    userId: null,
  };
  passed(exchange, "credential", `API key ${key.hint}`);
  const refusal = refuseKey(key, exchange.now);
  if (refusal) {
    failed(exchange, "key_status", refusal.message);
    throw refusal;
  }
  passed(exchange, "key_status", "The key is active");
  return {
    type: "api_key",
    keyId: key.id,
    keyName: key.name,
    workspaceId: key.workspaceId,
    workspaceName: key.workspaceName,
    plan: key.planId,
    environment: key.environment as ApiKeyActor["environment"],
    scopes: key.scopes,
    policies: keyPolicies({ ...key, keyId: key.id }),
  };
}

function refuseKey(key: NonNullable<Awaited<ReturnType<typeof keys.forGate>>>, now: Date): Problem | null {
  const status = statusOf(key, now);
  if (status === "revoked" || status === "expired") {
    return problem("invalid_api_key", {
      reason: status,
      detail: `This API key is ${status}. Create another one.`,
    });
  }
  if (status === "disabled") return problem("inactive_api_key");
  if (key.suspendedAt)
    return problem("forbidden", { reason: "workspace_suspended", detail: "The workspace is suspended." });
  return null;
}

async function identifyUser(
  exchange: Exchange,
  credential: Exclude<Credential, { kind: "key" }>,
): Promise<UserActor> {
  const session =
    credential.kind === "token"
      ? await sessions.byId(await verifyAccessToken(credential.token, exchange.now))
      : await sessions.byTokenHash(sha256(credential.token));
  if (!session || session.revokedAt || session.expiresAt <= exchange.now) {
    if (credential.kind === "token") throw problem("invalid_token", { reason: "revoked" });
    throw problem("unauthorized", { detail: "The browser session has ended. Log in again." });
  }
  await sessions.touch(session, exchange.now);
  const wanted = exchange.request.headers.get("x-workspace-id");
  const actor = await userActor(session, wanted);
  if (!actor)
    throw problem("not_found", { detail: "There is no such workspace for you. See X-Workspace-Id." });
  exchange.attribution = {
    workspaceId: actor.workspaceId,
    environment: "live",
    keyId: null,
    userId: actor.userId,
  };
  passed(exchange, "credential", credential.kind === "token" ? "Access token" : "Browser session");
  return actor;
}

/** The person behind a live session, in the wanted workspace or his first one. Null when he is no member of it. */
export async function userActor(
  session: sessions.SessionRow,
  wantedWorkspaceId: string | null,
): Promise<UserActor | null> {
  const membership = await memberships.ofUser(session.userId, wantedWorkspaceId);
  if (!membership) return null;
  const role = membership.role as Role;
  return {
    type: "user",
    userId: session.userId,
    email: session.email,
    name: session.name,
    sessionId: session.id,
    workspaceId: membership.workspaceId,
    workspaceName: membership.workspaceName,
    plan: membership.planId,
    role,
    scopes: [...roleScopes[role]],
    policies: userPolicies(session.userId),
  };
}
