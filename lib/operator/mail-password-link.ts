import { check, must, step } from "#db/atomically.ts";
import * as budgets from "#db/queries/budgets.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import { userEvent } from "#lib/accounts/account-events.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { type PasswordLinkKind, passwordLinkKind } from "#lib/mail/messages/password-link.ts";
import { queueMailIf } from "#lib/mail/queue-mail.ts";
import { sha256 } from "#lib/opaque-token.ts";
import type { PasswordLinkSent } from "#lib/operator/users-schema.ts";
import { problem } from "#lib/problem.ts";

/** Links per user and hour, because each is an email to somebody who hasn't asked for it. */
const PER_HOUR = 5;
const HOUR_MS = 3_600_000;
const KINDS: PasswordLinkKind[] = ["set_password", "reset_password"];

/**
 * Emails a user a link with which they choose a password: their first one, or another one. What they have keeps working.
 * Throws `not_found`, `too_many_attempts`, and the problems of `commit`.
 */
export async function mailPasswordLink(commit: Commit, id: string, now: Date): Promise<PasswordLinkSent> {
  let user: users.UserRow;
  const budget = sha256(`password links to ${id}`);
  const failedStep = await commit(
    () => [userEvent("user.password_link_sent", user)],
    (tx) => [
      step(users.lock(tx, id)),
      check(allUsers.rowOf(tx, id), ([row]) => {
        if (!row) throw problem("not_found");
        user = row;
      }),
      must("budget", budgets.use(tx, budget, PER_HOUR, now, new Date(now.getTime() + HOUR_MS))),
      ...KINDS.map((kind) =>
        queueMailIf(tx, kind, id, now, () => (passwordLinkKind(user) === kind ? now : null)),
      ),
    ],
  );
  if (failedStep) throw await tooMany(budget, now);
  return { email: user!.email, status: "queued" };
}

async function tooMany(budget: string, now: Date) {
  const resetsAt = (await budgets.resetsAt(budget, now)) ?? now;
  return problem("too_many_attempts", {
    detail: `A user can be sent ${PER_HOUR} links per hour. The earlier emails were sent.`,
    retryAfterSeconds: Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000)),
  });
}
