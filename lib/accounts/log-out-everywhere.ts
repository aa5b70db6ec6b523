import { sessionsEnded } from "#lib/accounts/account-events.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";

/** Ends all sessions of the user, or all but the current one. Throws the problems of `commitAs`. */
export async function logOutEverywhere(
  actor: Person,
  { exceptCurrent }: { exceptCurrent: boolean },
  now: Date,
): Promise<void> {
  const { userId, sessionId, email } = actor;
  let ended: string[] = [];
  const use = (ids: string[]) => {
    ended = ids;
  };
  await commitAs(
    actor,
    () => sessionsEnded(ended, email),
    (tx) => [endSessions(tx, userId, now, use, exceptCurrent ? sessionId : null)],
  );
}
