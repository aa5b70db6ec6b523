import { check, step } from "#db/atomically.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as users from "#db/queries/users.ts";
import { sessionEvent } from "#lib/accounts/account-events.ts";
import type { Session } from "#lib/accounts/schema.ts";
import { sessionsOf } from "#lib/accounts/sessions.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { problem } from "#lib/problem.ts";

/** Lists a user's active sessions, last used first. `ownId` is the operator's own session. Throws `not_found`. */
export async function listUserSessions(id: string, ownId: string | null, now: Date): Promise<Session[]> {
  if (!(await users.byId(id))) throw problem("not_found");
  return sessionsOf(id, ownId, now);
}

/**
 * Ends one session of a user: its cookie, access tokens and refresh tokens stop working at once. Throws `not_found` if the
 * user has no such session, or it has ended, and the problems of `commit`.
 */
export async function endUserSession(
  commit: Commit,
  userId: string,
  sessionId: string,
  now: Date,
): Promise<void> {
  let email = "";
  await commit(
    () => [sessionEvent("session.ended", sessionId, email)],
    (tx) => [
      step(users.lock(tx, userId)),
      check(allUsers.rowOf(tx, userId), ([user]) => {
        if (!user) throw problem("not_found");
        email = user.email;
      }),
      check(sessions.end(tx, userId, sessionId, now), ([ended]) => {
        if (!ended) throw problem("not_found");
      }),
    ],
  );
}
