import { must, step } from "#db/atomically.ts";
import * as codes from "#db/queries/codes.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as users from "#db/queries/users.ts";
import { sessionsEnded, userEvent } from "#lib/accounts/account-events.ts";
import { confirmIdentity, passwordChangedMeanwhile } from "#lib/accounts/confirm-identity.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import type { PasswordChange } from "#lib/accounts/own-account-schema.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { queueMailAbout } from "#lib/mail/queue-mail.ts";

/**
 * Changes a user's password. Ends all other sessions, earlier reset links and a pending change of the email, makes the
 * devices of earlier log-ins unknown, and notifies the user by email.
 * Throws `invalid_credentials`, `too_many_attempts`, `validation_failed` (`new_password`), `unavailable` (too many log-ins
 * at once), and the problems of `commitAs`.
 */
export async function changePassword(
  actor: Person,
  { current_password, new_password }: PasswordChange,
  visitor: Visitor,
  now: Date,
) {
  await requireGoodPassword(new_password, actor.email, "/new_password");
  const { id, email, passwordHash: before } = await confirmIdentity(actor, current_password, visitor, now);
  const passwordHash = await hashPassword(new_password);
  let ended: NewEvent[] = [];
  const use = (ids: string[]) => {
    ended = sessionsEnded(ids, email);
  };
  const failedStep = await commitAs(
    actor,
    () => [userEvent("user.password_changed", { id, email }), ...ended],
    (tx) => [
      // A reset or another change that came first is not overwritten: whoever did that may be the owner.
      must("password", users.lockIfPassword(tx, id, before)),
      step(users.setPassword(tx, id, passwordHash)),
      ...rememberVisitor(tx, { email, passwordHash }, visitor, now),
      endSessions(tx, id, now, use, actor.sessionId),
      step(codes.expireOlder(tx, { userId: id }, "reset_password", now)),
      ...ownAccount.endEmailChange(tx, id),
      queueMailAbout(
        tx,
        { kind: "password_changed", to: { userId: id }, details: { this_session_goes_on: true } },
        now,
      ),
    ],
  );
  if (failedStep) throw passwordChangedMeanwhile();
  return { email, status: "password_changed" as const };
}
