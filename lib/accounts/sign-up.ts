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

/** Makes an account that its mailed link brings to life. Says the same, in the same time, for an address that has one. */
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

/** Sends the verification mail again; for a verified or unknown address nothing is sent, and nothing is different to see. */
export async function resendVerification(email: string, now: Date) {
  const user = await users.byEmail(email);
  const unverified = user && !user.emailVerifiedAt ? user : null;
  await commitWithMail("verification", email, now, (tx) =>
    unverified ? [queueMail(tx, "verify_email", unverified.id, now)] : [],
  );
  return { email, status: "verification_sent" as const };
}

/** Uses a mailed link: the address is verified and its owner gets his personal workspace, both or neither. */
export async function verifyEmail(token: string, now: Date) {
  const { userId, tokenHash } = await readCode(token, "verify_email", now);
  const user = await users.byId(userId);
  if (!user) throw problem("code_expired");
  const failedStep = await atomically((tx) => [useCode(tx, tokenHash, now), ...verification(tx, user, now)]);
  if (failedStep) throw problem("code_used");
  return { email: user.email, email_verified: true as const };
}

/** The steps that make an account whole: its address verified, its workspace there. */
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

/** One commit, whether or not the address is known: the time that it takes tells nothing. */
export async function commitWithMail(flow: MailFlow, email: string, now: Date, plan: Plan): Promise<void> {
  const failedStep = await atomically((tx) => [coolDown(tx, flow, email, now), ...plan(tx)]);
  if (failedStep) await requireCooledDown(flow, email, now);
}
