import type { SQL } from "drizzle-orm";
import { later, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import { newId } from "#lib/ids.ts";
import type { MailKind } from "#lib/mail/messages.ts";
import { noteQueued } from "#lib/mail/queued.ts";

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
  return queueMailAbout(tx, { kind, to: { userId }, network }, now);
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

/** An email that isn't only about the user it goes to. */
interface MailAbout {
  kind: MailKind;
  to: { userId: string } | { email: string };
  /** The ID of what it is about, such as an invitation. */
  aboutId?: string;
  /** What it says besides. Without secrets: an operator can see queued emails. */
  details?: Record<string, unknown>;
  /** A hash of the network that caused it, if anyone could. */
  network?: string | null;
}

/** The step that queues such an email, in the same transaction as the change it is about. */
export function queueMailAbout(tx: Db, { to, ...mail }: MailAbout, now: Date): Step {
  return queue(tx, { network: null, ...mail, ...to }, now);
}

type QueuedMail = Omit<Parameters<typeof mails.insert>[1], "id" | "createdAt" | "attempts" | "dueAt">;

function queue(tx: Db, mail: QueuedMail & { kind: MailKind }, now: Date): Step {
  const row = { id: newId("mail", now.getTime()), ...mail, createdAt: now, attempts: 0, dueAt: now };
  return { ...step(mails.insert(tx, row)), committed: noteQueued };
}

/**
 * The step that queues an email to a user if the transaction finds a reason to. `dueAt` is called when its turn comes, after
 * the steps before it; null: there is nothing to send.
 */
export function queueMailIf(
  tx: Db,
  kind: MailKind,
  userId: string,
  now: Date,
  dueAt: () => Date | null,
): Step {
  return later(() => {
    const due = dueAt();
    const id = newId("mail", now.getTime());
    return (
      due && mails.insert(tx, { id, kind, userId, network: null, createdAt: now, attempts: 0, dueAt: due })
    );
  });
}
