import { atomically } from "#db/atomically.ts";
import type { UserRow } from "#db/queries/users.ts";
import { HOUR_MS, link } from "#lib/mail/messages/message.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** Creates a one-time link with which a user chooses a password. Earlier links stop working. */
export async function passwordLink(user: UserRow, now: Date): Promise<string> {
  const expiresAt = new Date(now.getTime() + HOUR_MS);
  return link("/reset", await mintCode({ userId: user.id }, "reset_password", now, expiresAt));
}

/** Queues the email with such a link. */
export async function mailPasswordLink(user: UserRow, now: Date): Promise<void> {
  await atomically((tx) => [queueMail(tx, "reset_password", user.id, now)]);
}
