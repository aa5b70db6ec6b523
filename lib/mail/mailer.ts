import { setTimeout as delay } from "node:timers/promises";
import { atomicallyUnsynced, step } from "#db/atomically.ts";
import * as mails from "#db/queries/mails.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { toMail } from "#lib/mail/layout.ts";
import { noteMailFailure, noteMailSent, warnOfMailServer } from "#lib/mail/mail-health.ts";
import { compose, type MailKind } from "#lib/mail/messages.ts";
import { onQueued } from "#lib/mail/queued.ts";
import { send, smtpFailure } from "#lib/mail/transport.ts";
import { redactStart } from "#lib/redact.ts";

/** How often the mailer looks for emails that have become due, or that another thread or process has queued. */
const POLL_EVERY_MS = 500;
/** How often it looks whether this thread has queued one. Not at once, so that the answer to the request goes first. */
const NOTICE_EVERY_MS = 50;
/** Few enough that a new email soon gets its turn, and more than one, because mail servers take their time. */
const AT_ONCE = 5;
const FIRST_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 3_600_000;
const GIVE_UP_AFTER = 30; // about a day
/** Longer than a mail server takes that answers within the transport's limits. */
const CLAIMED_MS = 30_000;
const STOP_LIMIT_MS = 2000;
const ERROR_LENGTH = 256;

/** Sends queued emails, and warns if the email server doesn't work. The returned function stops it, and briefly waits for the emails that are being sent. */
export function startMailer(): () => Promise<void> {
  let [stopping, queued] = [false, false];
  onQueued(() => {
    queued = true;
  });
  void smtpFailure().then((why) => why && !stopping && warnOfMailServer(why));
  const running = (async () => {
    while (!stopping) {
      queued = false;
      await deliverDue(() => stopping).catch((err) => log.error({ err }, "sending queued emails failed"));
      for (let pausedMs = 0; pausedMs < POLL_EVERY_MS && !stopping; pausedMs += NOTICE_EVERY_MS) {
        await delay(NOTICE_EVERY_MS);
        if (queued) break;
      }
    }
  })();
  return () => {
    stopping = true;
    // An interrupted email stays in the queue.
    return Promise.race([running, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
  };
}

/**
 * Sends the emails that are due, a few at once. One that can't be sent stays in the queue, with twice the delay before each
 * retry.
 */
export async function deliverDue(stopping = () => false): Promise<void> {
  while (!stopping()) {
    const due = await nextDue(new Date(clockMs()));
    if (due.length === 0) return;
    // All of them have to end, or one that is being sent would be sent again.
    const failed = (await Promise.allSettled(due.map(deliver))).find(({ status }) => status === "rejected");
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }
}

/** In a cluster, an instance that has just lost the lead may still be sending, so each email is claimed. */
const nextDue = (now: Date) =>
  env.cluster ? mails.claim(now, new Date(now.getTime() + CLAIMED_MS), AT_ONCE) : mails.due(now, AT_ONCE);

async function deliver(mail: Awaited<ReturnType<typeof mails.due>>[number]): Promise<void> {
  const now = new Date(clockMs());
  try {
    if (mail.email !== null) {
      const message = await compose(mail.kind as MailKind, mail, now);
      // If the user has changed their email since, it stays queued for the new one: its link must not reach the old mailbox.
      if ((await mails.addressOf(mail)) !== mail.email) return;
      if (message) {
        await send(await toMail(mail.email, message), now);
        noteMailSent();
      }
    }
    await remove(mail.id);
  } catch (err) {
    noteMailFailure(err as NodeJS.ErrnoException);
    log.warn({ err, mailId: mail.id, attempts: mail.attempts + 1 }, "email not sent");
    if (mail.attempts + 1 >= GIVE_UP_AFTER) await remove(mail.id);
    else await postpone(mail, err as Error, now);
  }
}

// Not waiting for the disk: after a power cut, an email may be sent twice.
const remove = (id: string) => atomicallyUnsynced((tx) => [step(mails.remove(tx, id))]);

function postpone(mail: { id: string; attempts: number; dueAt: Date }, { message }: Error, now: Date) {
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** mail.attempts, LONGEST_RETRY_MS);
  return atomicallyUnsynced((tx) => [
    step(mails.postpone(tx, mail, new Date(now.getTime() + delayMs), redactStart(message, ERROR_LENGTH))),
  ]);
}
