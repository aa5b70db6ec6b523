import { atomically, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as users from "#db/queries/users.ts";
import { commitWithMail } from "#lib/accounts/commit-with-mail.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { problem } from "#lib/problem.ts";

/**
 * Sends a link for setting a new password. A user who hasn't verified their email gets the verification link instead.
 * The result is the same for an unknown email.
 */
export async function forgotPassword(email: string, visitor: Visitor, now: Date) {
  const user = await users.byEmail(email);
  const kind = user?.emailVerifiedAt ? "reset_password" : "verify_email";
  await commitWithMail("reset", email, visitor, now, {
    change: () => [],
    mail: (tx, network) => (user ? [queueMail(tx, kind, user.id, now, network)] : []),
  });
  return { email, status: "reset_sent" as const };
}

/**
 * Sets a new password with the token of an emailed link. Ends all sessions of the user, and notifies them by email.
 * Throws `code_used`, `code_expired`, `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function resetPassword(token: string, password: string, now: Date) {
  const { userId, tokenHash } = await readCode(token, "reset_password", now);
  const user = await users.byId(userId);
  if (!user) throw problem("code_expired");
  await requireGoodPassword(password, user.email);
  const passwordHash = await hashPassword(password);
  const failedStep = await atomically((tx) => [
    useCode(tx, tokenHash, now),
    step(users.setPassword(tx, userId, passwordHash)),
    step(sessions.revokeAll(tx, userId, now)),
    queueMail(tx, "password_changed", userId, now),
  ]);
  if (failedStep) throw problem("code_used");
  return { email: user.email, status: "password_changed" as const };
}
