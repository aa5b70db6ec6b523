import { type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import { newId } from "#lib/ids.ts";
import type { MailKind } from "#lib/mail/messages.ts";

/**
 * The step that queues an email, in the same transaction as the change it is about. The mailer sends it. `network` is a hash
 * of the network that caused it, if anyone could.
 */
export function queueMail(
  tx: Db,
  kind: MailKind,
  userId: string,
  now: Date,
  network: string | null = null,
): Step {
  return step(
    mails.insert(tx, {
      id: newId("mail", now.getTime()),
      kind,
      userId,
      createdAt: now,
      attempts: 0,
      dueAt: now,
      network,
    }),
  );
}
