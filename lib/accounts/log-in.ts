import { atomically, atomicallyUnsynced, must, type Plan, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "#lib/accounts/access-token.ts";
import { byUser, sessionEvent } from "#lib/accounts/account-events.ts";
import { checkPassword } from "#lib/accounts/check-password.ts";
import { deviceCookieValue, newDevice } from "#lib/accounts/device-cookie.ts";
import type { Login, TokenPair } from "#lib/accounts/schema.ts";
import { end } from "#lib/accounts/sessions.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import type { Client } from "#lib/client.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken, sha256 } from "#lib/opaque-token.ts";
import { type Problem, problem } from "#lib/problem.ts";

const SESSION_DAYS = 30;
/** However often it is refreshed, so that a stolen session doesn't last forever. */
const LONGEST_SESSION_DAYS = 90;
const DAY_MS = 86_400_000;

/** When a session of this log-in ends if it isn't refreshed again. */
function sessionEnd(now: Date, loggedInAt = now): Date {
  const refreshable = loggedInAt.getTime() + LONGEST_SESSION_DAYS * DAY_MS;
  return new Date(Math.min(now.getTime() + SESSION_DAYS * DAY_MS, refreshable));
}

/**
 * Finds the user. An unknown email and a wrong password get the same answer after the same time, so that nobody can
 * find out who has an account. Exactly one hash is compared: the account's, else the newest sign-up's, else nobody's.
 */
async function authenticate({ email, password }: Login, visitor: LoggingIn, now: Date) {
  const [user, signUp] = await Promise.all([users.byEmail(email), signUps.newest(email, now)]);
  const passwordHash = (user ?? signUp)?.passwordHash ?? null;
  const attempt = await checkPassword({ userId: user?.id, email, password, passwordHash }, visitor, now);
  const refusal = user ? whyNoLogIn(user) : problem("email_not_verified");
  if (user && !refusal) return { user, attempt };
  await atomicallyUnsynced(attempt.clear);
  throw refusal;
}

/** Only told to those who know the password. */
function whyNoLogIn({ suspendedAt, awaitingApproval }: users.UserRow): Problem | null {
  if (suspendedAt) return forbidden("user_suspended", "Your account is suspended.");
  if (!awaitingApproval) return null;
  return forbidden(
    "awaiting_approval",
    "An operator has to approve your account first. You'll get an email.",
  );
}

const forbidden = (reason: string, detail: string) => problem("forbidden", { reason, detail });

/**
 * Commits a log-in, unless the password was changed or the user was suspended after it was checked: that ends all sessions,
 * so it must not miss this one. Doesn't wait for the disk, which would block the main thread: after a power cut people can log in again.
 */
async function commitLogIn(
  { id, email, passwordHash }: users.UserRow,
  session: sessions.NewSessionRow,
  client: Client,
  plan: Plan,
): Promise<void> {
  const failedStep = await commitAudited(
    byUser({ id, email }),
    [sessionEvent("session.started", session.id, email)],
    (tx) => [
      must("password", users.lockIfMayLogIn(tx, id, passwordHash)),
      step(sessions.insert(tx, session)),
      ...plan(tx),
    ],
    { client, synced: false },
  );
  if (!failedStep) return;
  const user = await users.byId(id);
  const stillKnown = user?.passwordHash === passwordHash;
  throw (stillKnown && whyNoLogIn(user)) || problem("invalid_credentials");
}

function newSession(
  kind: "api" | "browser",
  userId: string,
  tokenHash: string | null,
  { ip, userAgent }: Client,
  now: Date,
): sessions.NewSessionRow {
  const id = newId("ses", now.getTime());
  return {
    id,
    userId,
    kind,
    tokenHash,
    ip,
    userAgent,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: sessionEnd(now),
    revokedAt: null,
  };
}

/** Who logs in, and from where. */
type LoggingIn = Client & Visitor;

/**
 * Logs in an API client. Returns an access token (1 hour) and a refresh token (30 days, works once). The session ends 90 days
 * after the log-in.
 * Throws `invalid_credentials`, `email_not_verified`, `forbidden` (`user_suspended`, `awaiting_approval`),
 * `too_many_attempts`, `unavailable` (too many log-ins at once).
 */
export async function logIn(login: Login, client: LoggingIn, now: Date): Promise<TokenPair> {
  const { user, attempt } = await authenticate(login, client, now);
  const session = newSession("api", user.id, null, client, now);
  const { token, tokenHash } = mintOpaqueToken("refresh");
  await commitLogIn(user, session, client, (tx) => [
    ...attempt.clear(tx),
    ...rememberVisitor(tx, user, client, now),
    step(sessions.insertRefreshToken(tx, refreshTokenRow(tokenHash, session.id, now, session.expiresAt))),
  ]);
  return tokenPair(user.id, session.id, token, now);
}

/**
 * Logs in a browser. Returns the values of its session cookie and of its device cookie. Throws the same problems as
 * `logIn`.
 */
export async function logInBrowser(
  login: Login,
  client: LoggingIn,
  now: Date,
): Promise<{ userId: string; token: string; device: string }> {
  const { user, attempt } = await authenticate(login, client, now);
  const { token, tokenHash } = mintOpaqueToken("session");
  const device = client.device ?? newDevice();
  const session = newSession("browser", user.id, tokenHash, client, now);
  await commitLogIn(user, session, client, (tx) => [
    ...attempt.clear(tx),
    ...rememberVisitor(tx, user, { ...client, device }, now),
  ]);
  return { userId: user.id, token, device: deviceCookieValue(device) };
}

// Tabs that share a refresh token use it at almost the same time.
const RACE_MS = 10_000;

/**
 * Exchanges a refresh token for a new pair of tokens. A second use within 10 seconds lost a race, and changes nothing. Later,
 * the refresh token may have been stolen, so the session is ended.
 * Throws `invalid_refresh_token` (`unknown`, `reused`, `revoked`, `expired`), `conflict` (`already_refreshed`).
 */
export async function refresh(refreshToken: string, now: Date): Promise<TokenPair> {
  const usedHash = sha256(refreshToken);
  const known = await sessions.refreshToken(usedHash);
  if (!known) throw problem("invalid_refresh_token", { reason: "unknown" });
  if (known.usedAt) throw await usedAgain(known, now);
  if (known.sessionRevokedAt) throw problem("invalid_refresh_token", { reason: "revoked" });
  const expiresAt = sessionEnd(now, known.sessionCreatedAt);
  if (known.expiresAt <= now || expiresAt <= now)
    throw problem("invalid_refresh_token", { reason: "expired" });
  const { token, tokenHash } = mintOpaqueToken("refresh");
  const failedStep = await atomically((tx) => [
    must("reused", sessions.useRefreshToken(tx, usedHash, now)),
    must("revoked", sessions.extend(tx, known.sessionId, now, expiresAt)),
    step(sessions.insertRefreshToken(tx, refreshTokenRow(tokenHash, known.sessionId, now, expiresAt))),
  ]);
  if (failedStep === "reused") throw await usedAgain((await sessions.refreshToken(usedHash)) ?? known, now);
  if (failedStep) throw problem("invalid_refresh_token", { reason: failedStep });
  return tokenPair(known.userId, known.sessionId, token, now);
}

type KnownToken = NonNullable<Awaited<ReturnType<typeof sessions.refreshToken>>>;

async function usedAgain(known: KnownToken, now: Date) {
  const { usedAt, sessionRevokedAt } = known;
  if (usedAt && now.getTime() - usedAt.getTime() < RACE_MS) {
    if (sessionRevokedAt) return problem("invalid_refresh_token", { reason: "revoked" });
    const detail = "Another request has just used this refresh token. Use the tokens that it received.";
    return problem("conflict", { reason: "already_refreshed", detail });
  }
  await end(known, now, { by: SYSTEM });
  return problem("invalid_refresh_token", {
    reason: "reused",
    detail: "This refresh token was already used, so the session was ended. Log in again.",
  });
}

function refreshTokenRow(tokenHash: string, sessionId: string, now: Date, expiresAt: Date) {
  return { tokenHash, sessionId, createdAt: now, expiresAt, usedAt: null };
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
