import { atomically, must, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import type { Session } from "#lib/accounts/schema.ts";
import type { Actor, Person, UserActor } from "#lib/actors/actor.ts";
import { findUserActor, personOf } from "#lib/actors/user-actor.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** The user's live sessions, in browsers and API clients, last used first. */
export async function listSessions(actor: Person, now: Date): Promise<Session[]> {
  const rows = await sessions.live(actor.userId, now);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Session["kind"],
    current: row.id === actor.sessionId,
    ip: row.ip,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  }));
}

/**
 * Ends one of the user's sessions: its cookie, access tokens and refresh tokens stop working at once.
 * Throws `not_found`.
 */
export async function endSession(actor: Person, id: string, now: Date): Promise<void> {
  const failedStep = await atomically((tx) => [must("live", sessions.revoke(tx, actor.userId, id, now))]);
  if (failedStep) throw problem("not_found");
}

/**
 * Ends the session of the refresh token, or else the actor's session. Succeeds if that session has already ended.
 * Throws `invalid_refresh_token` (`unknown`), `unauthorized` without a refresh token and a user.
 */
export async function logOut(
  actor: Actor | Person | null,
  refreshToken: string | undefined,
  now: Date,
): Promise<void> {
  const ending = refreshToken ? await sessions.refreshToken(sha256(refreshToken)) : sessionOf(actor);
  if (!ending) throw problem("invalid_refresh_token", { reason: "unknown" });
  await atomically((tx) => [step(sessions.revoke(tx, ending.userId, ending.sessionId, now))]);
}

function sessionOf(actor: Actor | Person | null) {
  if (actor?.type !== "user")
    throw problem("unauthorized", {
      detail: "Send refresh_token in the body, or authenticate with the session's access token.",
    });
  return { userId: actor.userId, sessionId: actor.sessionId };
}

/** Ends the browser session with this cookie value, if it exists. */
export async function endBrowserSession(token: string, now: Date): Promise<void> {
  const session = await sessions.byTokenHash(sha256(token));
  if (session) await atomically((tx) => [step(sessions.revoke(tx, session.userId, session.id, now))]);
}

/** The user with this session cookie, in their first workspace; null if the session has ended, or they have none. */
export async function actorOfCookie(token: string, now: Date): Promise<UserActor | null> {
  const session = await sessionOfCookie(token, now);
  return session && findUserActor(session, null);
}

/** The user with this session cookie, with or without a workspace; null if the session has ended. */
export async function personOfCookie(token: string, now: Date): Promise<Person | null> {
  const session = await sessionOfCookie(token, now);
  return session && personOf(session);
}

async function sessionOfCookie(token: string, now: Date): Promise<sessions.SessionRow | null> {
  const session = await sessions.byTokenHash(sha256(token));
  return session && !session.revokedAt && session.expiresAt > now ? session : null;
}
