import { check, step } from "#db/atomically.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import { sessionsEnded } from "#lib/accounts/account-events.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { problem } from "#lib/problem.ts";

/** Ends all sessions of a user, and returns how many. Throws `not_found`, and the problems of `commit`. */
export async function logOutUser(commit: Commit, id: string, now: Date): Promise<number> {
  let user: users.UserRow;
  let ended: string[] = [];
  await commit(
    () => sessionsEnded(ended, user.email),
    (tx) => [
      step(users.lock(tx, id)),
      check(allUsers.rowOf(tx, id), ([row]) => {
        if (!row) throw problem("not_found");
        user = row;
      }),
      endSessions(tx, id, now, (ids) => {
        ended = ids;
      }),
    ],
  );
  return ended.length;
}
