import * as mails from "#db/queries/mails.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { inPlainWords } from "#lib/mail/transport.ts";
import { metrics } from "#lib/metrics.ts";

const REPEAT_MS = 600_000;

const countFailure = metrics.counter("latchkey_mail_failures_total", "Failed attempts to send an email.");
metrics.gauge(
  "latchkey_mail_queue",
  "Emails that wait to be sent.",
  async () => (await mails.queueState()).waiting,
);
metrics.gauge(
  "latchkey_mail_queue_oldest_seconds",
  "Age of the oldest email that waits to be sent.",
  async () => {
    const { oldest } = await mails.queueState();
    return oldest ? Math.max(0, (clockMs() - oldest.getTime()) / 1000) : 0;
  },
);

let warnedAtMs: number | null = null;

/** Counts a failed attempt. If the email server doesn't work, this is said in plain words, at most every ten minutes. */
export function noteMailFailure(error: NodeJS.ErrnoException): void {
  countFailure();
  const why = inPlainWords(error);
  if (why) warnOfMailServer(why);
}

/** Warns that no emails can be sent, unless it was just said. */
export function warnOfMailServer(why: string): void {
  if (warnedAtMs !== null && performance.now() - warnedAtMs < REPEAT_MS) return;
  warnedAtMs = performance.now();
  log.warn(`Emails can't be sent. ${why}. They stay in the queue and are sent once it works.`);
}

/** The email server works. */
export function noteMailSent(): void {
  if (warnedAtMs !== null) log.warn("Emails are sent again.");
  warnedAtMs = null;
}
