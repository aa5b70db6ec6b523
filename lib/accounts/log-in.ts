import { atomically, must, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "#lib/accounts/access-token.ts";
import { verifyPassword } from "#lib/accounts/passwords.ts";
import type { Login, TokenPair } from "#lib/accounts/schema.ts";
import { loginSuspects, noteFailure, noteSuccess, requireUnblocked } from "#lib/accounts/throttle.ts";
import type { Client } from "#lib/client.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken, sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

const SESSION_DAYS = 30;
const sessionEnd = (now: Date) => new Date(now.getTime() + SESSION_DAYS * 86_400_000);

/**
 * Finds the user. An unknown email and a wrong password get the same answer after the same time, so that nobody can
 * find out who has an account. Exactly one hash is compared: the account's, else the newest sign-up's, else a dummy.
 */
async function authenticate({ email, password }: Login, client: Client, now: Date): Promise<users.UserRow> {
  const suspects = loginSuspects(email, client.ip);
  await requireUnblocked(suspects, now);
  const [user, signUp] = await Promise.all([users.byEmail(email), signUps.newest(email, now)]);
  const passwordHash = (user ?? signUp)?.passwordHash ?? null;
  if (!(await verifyPassword(passwordHash, password))) {
    await noteFailure(suspects, now);
    throw problem("invalid_credentials");
  }
  await noteSuccess(suspects);
  if (!user) throw problem("email_not_verified");
  return user;
}

function newSession(
  kind: "api" | "browser",
  userId: string,
  tokenHash: string | null,
  client: Client,
  now: Date,
): sessions.NewSessionRow {
  const id = newId("ses", now.getTime());
  return {
    id,
    userId,
    kind,
    tokenHash,
    ...client,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: sessionEnd(now),
    revokedAt: null,
  };
}

/**
 * Logs in an API client. Returns an access token (1 hour) and a refresh token (30 days, works once).
 * Throws `invalid_credentials`, `email_not_verified`, `too_many_attempts`, `unavailable` (too many logins at once).
 */
export async function logIn(login: Login, client: Client, now: Date): Promise<TokenPair> {
  const user = await authenticate(login, client, now);
  const session = newSession("api", user.id, null, client, now);
  const { token, tokenHash } = mintOpaqueToken("refresh");
  await atomically((tx) => [
    step(sessions.insert(tx, session)),
    step(sessions.insertRefreshToken(tx, refreshTokenRow(tokenHash, session.id, now))),
  ]);
  return tokenPair(user.id, session.id, token, now);
}

/** Logs in a browser. Returns the value of its session cookie. Throws the same problems as `logIn`. */
export async function logInBrowser(
  login: Login,
  client: Client,
  now: Date,
): Promise<{ userId: string; token: string }> {
  const user = await authenticate(login, client, now);
  const { token, tokenHash } = mintOpaqueToken("session");
  await atomically((tx) => [
    step(sessions.insert(tx, newSession("browser", user.id, tokenHash, client, now))),
  ]);
  return { userId: user.id, token };
}

/**
 * Exchanges a refresh token for a new pair of tokens. If the refresh token was already used, it may have been stolen, so
 * the session is ended. Throws `invalid_refresh_token` (`unknown`, `reused`, `revoked`, `expired`).
 */
export async function refresh(refreshToken: string, now: Date): Promise<TokenPair> {
  const usedHash = sha256(refreshToken);
  const known = await sessions.refreshToken(usedHash);
  if (!known) throw problem("invalid_refresh_token", { reason: "unknown" });
  if (known.usedAt) throw await reused(known, now);
  if (known.sessionRevokedAt) throw problem("invalid_refresh_token", { reason: "revoked" });
  if (known.expiresAt <= now) throw problem("invalid_refresh_token", { reason: "expired" });
  const { token, tokenHash } = mintOpaqueToken("refresh");
  const failedStep = await atomically((tx) => [
    must("reused", sessions.useRefreshToken(tx, usedHash, now)),
    must("revoked", sessions.extend(tx, known.sessionId, now, sessionEnd(now))),
    step(sessions.insertRefreshToken(tx, refreshTokenRow(tokenHash, known.sessionId, now))),
  ]);
  if (failedStep === "reused") throw await reused(known, now);
  if (failedStep) throw problem("invalid_refresh_token", { reason: failedStep });
  return tokenPair(known.userId, known.sessionId, token, now);
}

async function reused({ userId, sessionId }: { userId: string; sessionId: string }, now: Date) {
  await atomically((tx) => [step(sessions.revoke(tx, userId, sessionId, now))]);
  return problem("invalid_refresh_token", {
    reason: "reused",
    detail: "This refresh token was already used, so the session was ended. Log in again.",
  });
}

function refreshTokenRow(tokenHash: string, sessionId: string, now: Date) {
  return { tokenHash, sessionId, createdAt: now, expiresAt: sessionEnd(now), usedAt: null };
}

async function tokenPair(
  userId: string,
  sessionId: string,
  refreshToken: string,
  now: Date,
): Promise<TokenPair> {
  const accessToken = await signAccessToken(userId, sessionId, now);
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: "bearer",
    expires_in: ACCESS_TOKEN_SECONDS,
  };
}
