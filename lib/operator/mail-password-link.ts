import { atomically } from "#db/atomically.ts";
import type { UserRow } from "#db/queries/users.ts";
import { passwordLinkKind } from "#lib/mail/messages/password-link.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";

/** Queues the email with a link with which a user chooses a password. */
export async function mailPasswordLink(user: UserRow, now: Date): Promise<void> {
  await atomically((tx) => [queueMail(tx, passwordLinkKind(user), user.id, now)]);
}
