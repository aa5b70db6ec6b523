import { check } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import { byUser, sessionEvent } from "#lib/accounts/account-events.ts";
import type { Session } from "#lib/accounts/schema.ts";
import type { Actor, Person } from "#lib/actors/actor.ts";
import { findUserActor, personOf } from "#lib/actors/user-actor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { AuditActor } from "#lib/audit/event.ts";
import type { Client } from "#lib/client.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** The user's live sessions, in browsers and API clients, last used first. */
export async function listSessions(actor: Person, now: Date): Promise<Session[]> {
  return sessionsOf(actor.userId, actor.sessionId, now);
}

/** A user's live sessions, at most 100. `currentId` is the one that asks. */
export async function sessionsOf(userId: string, currentId: string | null, now: Date): Promise<Session[]> {
  const rows = await sessions.live(userId, now);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Session["kind"],
    current: row.id === currentId,
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
  const ended = await end({ ...actor, sessionId: id }, now);
  if (ended === 0) throw problem("not_found");
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
  const ending: Ending | null = refreshToken
    ? await sessions.refreshToken(sha256(refreshToken))
    : sessionOf(actor);
  if (!ending) throw problem("invalid_refresh_token", { reason: "unknown" });
  await end(ending, now);
}

function sessionOf(actor: Actor | Person | null) {
  if (actor?.type !== "user")
    throw problem("unauthorized", {
      detail: "Send refresh_token in the body, or authenticate with the session's access token.",
    });
  return actor;
}

/** Ends the browser session with this cookie value, if it exists. */
export async function endBrowserSession(token: string, client: Client, now: Date): Promise<void> {
  const session = await sessions.byTokenHash(sha256(token));
  if (session) await end({ ...session, sessionId: session.id }, now, { client });
}

interface Ending {
  userId: string;
  email: string;
  sessionId: string;
}

/** Ends a session in its user's name, or another's. Returns 0 if it has already ended, which isn't recorded. */
export async function end(
  { userId, email, sessionId }: Ending,
  now: Date,
  { by = byUser({ id: userId, email }), client }: { by?: AuditActor; client?: Client } = {},
): Promise<number> {
  let ended: { id: string }[] = [];
  await commitAudited(
    by,
    () => ended.map(({ id }) => sessionEvent("session.ended", id, email)),
    (tx) => [
      check(sessions.end(tx, userId, sessionId, now), (rows) => {
        ended = rows;
      }),
    ],
    { client },
  );
  return ended.length;
}

/**
 * The user with this session cookie, in the given workspace if they are a member of it, or else in their first one. Null if
 * the session has ended.
 */
export async function actorOfCookie(
  token: string,
  now: Date,
  workspaceId: string | null = null,
): Promise<Person | null> {
  const session = await sessions.byTokenHash(sha256(token));
  if (!session || session.revokedAt || session.expiresAt <= now) return null;
  const chosen = workspaceId && (await findUserActor(session, workspaceId));
  return chosen || ((await findUserActor(session, null)) ?? personOf(session));
}
