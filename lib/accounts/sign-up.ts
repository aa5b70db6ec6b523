import { atomically, type Plan, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { SignUp } from "#lib/accounts/schema.ts";
import { coolDown, type MailFlow, requireCooledDown } from "#lib/accounts/throttle.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { problem } from "#lib/problem.ts";
import { personalWorkspace } from "#lib/workspaces/workspaces.ts";

/**
 * Creates an account, which the emailed link activates. The result and the response time are the same if the email
 * already has an account. Throws `validation_failed` (the password), `too_many_attempts`, `unavailable` (too many logins
 * at once).
 */
export async function signUp({ email, password, name }: SignUp, now: Date) {
  await requireGoodPassword(password, email);
  await requireCooledDown("verification", email, now);
  const passwordHash = await hashPassword(password);
  const known = await users.byEmail(email);
  await commitWithMail("verification", email, now, (tx) => {
    if (!known) {
      const id = newId("usr", now.getTime());
      const row = {
        id,
        email,
        name: name || null,
        passwordHash,
        emailVerifiedAt: null,
        operator: false,
        createdAt: now,
      };
      return [step(users.insert(tx, row)), queueMail(tx, "verify_email", id, now)];
    }
    if (known.emailVerifiedAt) return [queueMail(tx, "account_exists", known.id, now)];
    const changes = { passwordHash, name: name || null };
    return [
      step(users.replaceUnverified(tx, known.id, changes)),
      queueMail(tx, "verify_email", known.id, now),
    ];
  });
  return { email, status: "verification_sent" as const };
}

/**
 * Sends the verification email again. For a verified or unknown email nothing is sent, but the result is the same.
 * Throws `too_many_attempts`.
 */
export async function resendVerification(email: string, now: Date) {
  const user = await users.byEmail(email);
  const unverified = user && !user.emailVerifiedAt ? user : null;
  await commitWithMail("verification", email, now, (tx) =>
    unverified ? [queueMail(tx, "verify_email", unverified.id, now)] : [],
  );
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

/**
 * Commits the plan together with the start of the email cool-down. Always commits, even with an empty plan, so that the
 * response time doesn't tell whether the account exists. Throws `too_many_attempts`.
 */
export async function commitWithMail(flow: MailFlow, email: string, now: Date, plan: Plan): Promise<void> {
  const failedStep = await atomically((tx) => [coolDown(tx, flow, email, now), ...plan(tx)]);
  if (failedStep) await requireCooledDown(flow, email, now);
}
