import type { SQL } from "drizzle-orm";
import { type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import { newId } from "#lib/ids.ts";
import type { MailKind } from "#lib/mail/messages.ts";

/**
 * The step that queues an email to a user, in the same transaction as the change it is about. The mailer sends it. `network`
 * is a hash of the network that caused it, if anyone could.
 */
export function queueMail(
  tx: Db,
  kind: MailKind,
  userId: string,
  now: Date,
  network: string | null = null,
): Step {
  return queue(tx, { kind, userId, network }, now);
}

/** The step that queues the email with a sign-up's link. If the sign-up ends before it is sent, it is dropped. */
export function queueSignUpMail(
  tx: Db,
  signUpId: string | SQL<string>,
  now: Date,
  network: string | null,
): Step {
  return queue(tx, { kind: "verify_email", signUpId, network }, now);
}

function queue(
  tx: Db,
  mail: { kind: MailKind; network: string | null } & (
    | { userId: string }
    | { signUpId: string | SQL<string> }
  ),
  now: Date,
): Step {
  return step(
    mails.insert(tx, { id: newId("mail", now.getTime()), ...mail, createdAt: now, attempts: 0, dueAt: now }),
  );
}
