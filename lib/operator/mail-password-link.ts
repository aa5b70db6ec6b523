import { check, step } from "#db/atomically.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import { userEvent } from "#lib/accounts/account-events.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { type PasswordLinkKind, passwordLinkKind } from "#lib/mail/messages/password-link.ts";
import { queueMailIf } from "#lib/mail/queue-mail.ts";
import type { PasswordLinkSent } from "#lib/operator/users-schema.ts";
import { problem } from "#lib/problem.ts";

const KINDS: PasswordLinkKind[] = ["set_password", "reset_password"];

/**
 * Emails a user a link with which they choose a password: their first one, or another one. What they have keeps working.
 * Throws `not_found`, and the problems of `commit`.
 */
export async function mailPasswordLink(commit: Commit, id: string, now: Date): Promise<PasswordLinkSent> {
  let user: users.UserRow;
  await commit(
    () => [userEvent("user.password_link_sent", user)],
    (tx) => [
      step(users.lock(tx, id)),
      check(allUsers.rowOf(tx, id), ([row]) => {
        if (!row) throw problem("not_found");
        user = row;
      }),
      ...KINDS.map((kind) =>
        queueMailIf(tx, kind, id, now, () => (passwordLinkKind(user) === kind ? now : null)),
      ),
    ],
  );
  return { email: user!.email, status: "queued" };
}
