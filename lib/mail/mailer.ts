import { setTimeout as delay } from "node:timers/promises";
import * as mails from "#db/queries/mails.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { compose, type MailKind, toHtml, toText } from "#lib/mail/messages.ts";
import { send } from "#lib/mail/transport.ts";

const POLL_EVERY_MS = 500;
const AT_ONCE = 20;
const FIRST_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 3_600_000;
const GIVE_UP_AFTER = 30; // about a day
const STOP_LIMIT_MS = 2000;

/** Sends queued emails. The returned function stops it, and briefly waits for the email that is being sent. */
export function startMailer(): () => Promise<void> {
  let stopping = false;
  let wake = () => {};
  const running = (async () => {
    while (!stopping) {
      await deliverDue(() => stopping).catch((err) => log.error({ err }, "sending queued emails failed"));
      if (!stopping) await new Promise<void>((resolve) => (wake = later(resolve)));
    }
  })();
  return () => {
    stopping = true;
    wake();
    // An interrupted email stays in the queue.
    return Promise.race([running, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
  };
}

function later(resolve: () => void): () => void {
  const timer = setTimeout(resolve, POLL_EVERY_MS);
  return () => {
    clearTimeout(timer);
    resolve();
  };
}

/** Sends the emails that are due. One that can't be sent stays in the queue, with twice the delay before each retry. */
export async function deliverDue(stopping = () => false): Promise<void> {
  for (const mail of await mails.due(new Date(clockMs()), AT_ONCE)) if (!stopping()) await deliver(mail);
}

async function deliver(mail: Awaited<ReturnType<typeof mails.due>>[number]): Promise<void> {
  const now = new Date(clockMs());
  try {
    if (mail.email !== null) {
      const message = await compose(mail.kind as MailKind, mail, now);
      const { subject } = message;
      await send({ to: mail.email, subject, text: toText(message), html: toHtml(message) }, now);
    }
    await mails.remove(mail.id);
  } catch (err) {
    log.warn({ err, mailId: mail.id, attempts: mail.attempts + 1 }, "email not sent");
    if (mail.attempts + 1 >= GIVE_UP_AFTER) await mails.remove(mail.id);
    else
      await mails.postpone(
        mail.id,
        new Date(now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** mail.attempts, LONGEST_RETRY_MS)),
      );
  }
}
