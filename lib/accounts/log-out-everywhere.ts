import { check, step } from "#db/atomically.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as sessions from "#db/queries/sessions.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { NewEvent } from "#lib/audit/event.ts";

/** Ends all sessions of the user, or all but the current one. Throws the problems of `commitAs`. */
export async function logOutEverywhere(
  actor: Person,
  { exceptCurrent }: { exceptCurrent: boolean },
  now: Date,
): Promise<void> {
  const { userId, sessionId } = actor;
  let ended: { id: string }[] = [];
  await commitAs(
    actor,
    () => ended.map(({ id }) => sessionEnded(id, actor.email)),
    (tx) => [
      check(sessions.live(userId, now, tx), (rows) => {
        ended = rows.filter(({ id }) => !exceptCurrent || id !== sessionId);
      }),
      step(
        exceptCurrent
          ? ownAccount.revokeOtherSessions(tx, userId, sessionId, now)
          : sessions.revokeAll(tx, userId, now),
      ),
    ],
  );
}

const sessionEnded = (id: string, email: string): NewEvent => ({
  action: "session.ended",
  workspaceId: null,
  target: { type: "session", id, label: email },
});
