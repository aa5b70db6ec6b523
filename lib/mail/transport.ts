import { createTransport } from "nodemailer";
import { env } from "#env.ts";
import type { Mail } from "#lib/mail/mail.ts";
import { keepInOutbox } from "#lib/mail/outbox.ts";

// A server that hangs must not hold the queue, nor the process when it is to end.
const LIMITS = {
  connectionTimeout: 5000,
  greetingTimeout: 5000,
  socketTimeout: 8000,
  disableFileAccess: true,
  disableUrlAccess: true,
};

let smtp: ReturnType<typeof createTransport> | undefined;

/** Hands a mail to the SMTP server, or to the outbox folder when none is set. Throws when it was not taken. */
export async function send(mail: Mail, now: Date): Promise<void> {
  if (!env.smtpUrl) return keepInOutbox(mail, now);
  smtp ??= createTransport({ url: env.smtpUrl, ...LIMITS }, { from: env.mailFrom });
  await smtp.sendMail(mail);
}
