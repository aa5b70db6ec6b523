import type { Db } from "#db/client.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import { userEvent } from "#lib/accounts/account-events.ts";
import { createUser as userSteps } from "#lib/accounts/new-user.ts";
import { unusablePasswordHash } from "#lib/accounts/passwords.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { toOperatorUser } from "#lib/operator/users.ts";
import type { NewOperatorUser, OperatorUser } from "#lib/operator/users-schema.ts";
import { problem } from "#lib/problem.ts";

/**
 * Creates an account, and by default emails its user a link to choose a password. Nobody can log in before that: what is
 * stored is a hash that no password has. Sign-ups with the email end.
 * Throws `conflict` (`account_exists`), and the problems of `commit`.
 */
export async function createUser(
  commit: Commit,
  { email, name }: NewOperatorUser,
  now: Date,
  { mailLink = true } = {},
): Promise<OperatorUser> {
  const user = {
    id: newId("usr", now.getTime()),
    email,
    name: name || null,
    passwordHash: unusablePasswordHash(),
    operator: false,
    emailVerified: false,
  };
  const row = { ...user, emailVerifiedAt: null, awaitingApproval: false, suspendedAt: null, createdAt: now };
  const created = toOperatorUser(row);
  const steps = (tx: Db) => [
    ...signUps.lockEmail(tx, email),
    ...userSteps(tx, user, now),
    ...signUps.endAll(tx, email),
    ...(mailLink ? [queueMail(tx, "set_password", user.id, now)] : []),
  ];
  const failedStep = await commit([userEvent("user.created", user)], steps, created);
  if (failedStep) {
    const detail = "An account with this email address already exists.";
    throw problem("conflict", { reason: "account_exists", detail });
  }
  return created;
}
