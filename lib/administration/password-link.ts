import { atomically } from "#db/atomically.ts";
import type { UserRow } from "#db/queries/users.ts";
import { HOUR_MS, link } from "#lib/mail/messages/message.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** Creates a one-time link with which a user chooses a password, for 1 hour. Earlier links stop working. */
export async function passwordLink(user: UserRow, now: Date): Promise<string> {
  const expiresAt = new Date(now.getTime() + HOUR_MS);
  const purpose = purposeFor(user);
  const path = purpose === "set_password" ? "/set-password" : "/reset";
  return link(path, await mintCode({ userId: user.id }, purpose, now, expiresAt));
}

/** Queues the email with such a link. */
export async function mailPasswordLink(user: UserRow, now: Date): Promise<void> {
  await atomically((tx) => [queueMail(tx, purposeFor(user), user.id, now)]);
}

// Until a created user has read an email, their first password isn't a reset.
const purposeFor = ({ emailVerifiedAt }: UserRow) => (emailVerifiedAt ? "reset_password" : "set_password");
