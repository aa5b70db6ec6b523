import { step } from "#db/atomically.ts";
import * as codes from "#db/queries/codes.ts";
import * as keysOfUser from "#db/queries/keys-of-user.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as users from "#db/queries/users.ts";
import { byUser, sessionsEnded, userEvent } from "#lib/accounts/account-events.ts";
import { type ChangeWithMail, commitWithMail } from "#lib/accounts/commit-with-mail.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { PasswordReset } from "#lib/accounts/schema.ts";
import { resend } from "#lib/accounts/sign-up.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { expiryTime } from "#lib/clock.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { isProblem, problem } from "#lib/problem.ts";

/**
 * Sends a link for setting a new password. For an email that has only sign-ups, it sends the link of one of them instead,
 * as `resendVerification` does. The result is the same for an unknown email.
 */
export async function forgotPassword(email: string, visitor: Visitor, now: Date) {
  // Both are always looked up, so that the response time doesn't tell whether the account exists.
  const [user, signUpMail] = await Promise.all([users.byEmail(email), resend(email, visitor, now)]);
  await commitWithMail("reset", email, visitor, now, user ? sendReset(user.id, now) : signUpMail);
  return { email, status: "reset_sent" as const };
}

function sendReset(userId: string, now: Date): ChangeWithMail {
  return { change: () => [], mail: (tx, network) => [queueMail(tx, "reset_password", userId, now, network)] };
}

/** Looks a link up for its page, without using it up. Null if it doesn't work. */
export async function readResetLink(token: string, now: Date): Promise<{ activeKeys: number } | null> {
  try {
    const { ownerId } = await readCode(token, "reset_password", now);
    return { activeKeys: await keysOfUser.countActive(ownerId, expiryTime(now)) };
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/**
 * Sets a new password with the token of an emailed link. Ends all sessions of the user, and notifies them by email. With
 * `revoke_keys`, also revokes the API keys that they created in any workspace, directly or through other keys.
 * Throws `code_used`, `code_expired`, `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function resetPassword(
  { token, password, revoke_keys: revokeKeys }: PasswordReset,
  visitor: Visitor,
  now: Date,
) {
  const { ownerId: userId, tokenHash } = await readCode(token, "reset_password", now);
  const user = await users.byId(userId);
  if (!user) throw problem("code_expired");
  await requireGoodPassword(password, user.email);
  const passwordHash = await hashPassword(password);
  let ended: NewEvent[] = [];
  let revoked: NewEvent[] = [];
  const failedStep = await commitAudited(
    byUser(user),
    () => [userEvent("user.password_changed", user), ...ended, ...revoked],
    (tx) => [
      useCode(tx, tokenHash, now),
      step(users.setPassword(tx, userId, passwordHash)),
      step(users.noteEmailVerified(tx, userId, now)),
      // The link of a new account's first email must not replace this password later.
      step(codes.expireOlder(tx, { userId }, "set_password", now)),
      // All devices and networks that were known are unknown now, but not this one, whose user has read the email.
      ...rememberVisitor(tx, { email: user.email, passwordHash }, visitor, now),
      // Before the keys: no session can create another key after this.
      endSessions(tx, userId, now, (ids) => {
        ended = sessionsEnded(ids, user.email);
      }),
      ...(revokeKeys
        ? keysOfUser.revokeAll(tx, userId, now, (keys) => {
            revoked = keys.map((key) => keyEvent("key.revoked", key));
          })
        : []),
      // Someone who knew the old password may have asked for it.
      ...ownAccount.endEmailChange(tx, userId),
      queueMail(tx, "password_changed", userId, now),
    ],
  );
  if (failedStep) throw problem("code_used");
  return { email: user.email, status: "password_changed" as const };
}
