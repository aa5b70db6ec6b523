import { step } from "#db/atomically.ts";
import * as codes from "#db/queries/codes.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as users from "#db/queries/users.ts";
import { byUser, sessionsEnded, userEvent } from "#lib/accounts/account-events.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { PasswordSetting } from "#lib/accounts/schema.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { isProblem, problem } from "#lib/problem.ts";

/** Looks a link up for its page, without using it up. Null if it doesn't work. */
export async function readSetPasswordLink(token: string, now: Date): Promise<{ email: string } | null> {
  try {
    const { ownerId } = await readCode(token, "set_password", now);
    const user = await users.byId(ownerId);
    return user && { email: user.email };
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/**
 * Sets the first password of an account that an operator has created, with the token of the emailed link. The link shows
 * that its user reads the address, so the email is verified.
 * Throws `code_used`, `code_expired`, `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function setPassword({ token, password }: PasswordSetting, visitor: Visitor, now: Date) {
  const { ownerId: userId, tokenHash } = await readCode(token, "set_password", now);
  const user = await users.byId(userId);
  if (!user) throw problem("code_expired");
  const { email } = user;
  await requireGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  let ended: NewEvent[] = [];
  const failedStep = await commitAudited(
    byUser(user),
    () => [userEvent("user.password_changed", user), ...ended],
    (tx) => [
      useCode(tx, tokenHash, now),
      step(users.setPassword(tx, userId, passwordHash)),
      step(users.noteEmailVerified(tx, userId, now)),
      ...rememberVisitor(tx, { email, passwordHash }, visitor, now),
      endSessions(tx, userId, now, (ids) => {
        ended = sessionsEnded(ids, email);
      }),
      // A reset link that was sent before must not replace this password later.
      step(codes.expireOlder(tx, { userId }, "reset_password", now)),
      // Someone who could log in before may have asked for it.
      ...ownAccount.endEmailChange(tx, userId),
    ],
  );
  if (failedStep) throw problem("code_used");
  return { email, status: "password_set" as const };
}
