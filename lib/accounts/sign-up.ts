import { atomically, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import { type ChangeWithMail, commitWithMail } from "#lib/accounts/commit-with-mail.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { SignUp } from "#lib/accounts/schema.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { problem } from "#lib/problem.ts";
import { personalWorkspace } from "#lib/workspaces/workspaces.ts";

/**
 * Creates an account, which the emailed link activates. The result and the response time are the same if the email
 * already has an account. Throws `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function signUp({ email, password, name }: SignUp, visitor: Visitor, now: Date) {
  await requireGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  const known = await users.byEmail(email);
  const changes = { passwordHash, name: name || null };
  await commitWithMail("verification", email, visitor, now, storing(known, email, changes, now));
  return { email, status: "verification_sent" as const };
}

function storing(
  known: users.UserRow | null,
  email: string,
  changes: { passwordHash: string; name: string | null },
  now: Date,
): ChangeWithMail {
  const id = known?.id ?? newId("usr", now.getTime());
  if (known?.emailVerifiedAt)
    return {
      change: () => [],
      mail: (tx, network) => [queueMail(tx, "account_exists", id, now, network)],
      daily: "account_exists",
    };
  const row = { ...changes, id, email, emailVerifiedAt: null, operator: false, createdAt: now };
  return {
    change: (tx) => [step(known ? users.replaceUnverified(tx, id, changes) : users.insert(tx, row))],
    mail: (tx, network) => [queueMail(tx, "verify_email", id, now, network)],
  };
}

/**
 * Sends the verification email again. For a verified or unknown email nothing is sent, but the result is the same.
 */
export async function resendVerification(email: string, visitor: Visitor, now: Date) {
  const user = await users.byEmail(email);
  const unverified = user && !user.emailVerifiedAt ? user : null;
  await commitWithMail("verification", email, visitor, now, {
    change: () => [],
    mail: (tx, network) => (unverified ? [queueMail(tx, "verify_email", unverified.id, now, network)] : []),
  });
  return { email, status: "verification_sent" as const };
}

/**
 * Verifies an email with the token of an emailed link, and creates the user's personal workspace in the same transaction.
 * Throws `code_used`, `code_expired`.
 */
export async function verifyEmail(token: string, now: Date) {
  const { userId, tokenHash } = await readCode(token, "verify_email", now);
  const user = await users.byId(userId);
  if (!user) throw problem("code_expired");
  const failedStep = await atomically((tx) => [useCode(tx, tokenHash, now), ...verification(tx, user, now)]);
  if (failedStep) throw problem("code_used");
  return { email: user.email, email_verified: true as const };
}

/** The steps that activate an account: they mark the email as verified and create the personal workspace. */
export function verification(
  tx: Db,
  user: { id: string; name: string | null; email: string },
  now: Date,
): Step[] {
  return [
    { statement: users.markVerified(tx, user.id, now), must: "unverified" },
    ...personalWorkspace(tx, user, now),
  ];
}
