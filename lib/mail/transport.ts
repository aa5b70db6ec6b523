import { createTransport } from "nodemailer";
import { env } from "#env.ts";
import type { Mail } from "#lib/mail/mail.ts";
import { keepInOutbox } from "#lib/mail/outbox.ts";

// An SMTP server that doesn't respond must not block the queue or a shutdown for long.
const LIMITS = {
  connectionTimeout: 5000,
  greetingTimeout: 5000,
  socketTimeout: 8000,
  disableFileAccess: true,
  disableUrlAccess: true,
};

// No person wrote it, so out-of-office programs and the like don't answer (RFC 3834).
const AUTOMATIC = { "Auto-Submitted": "auto-generated" };

let smtp: ReturnType<typeof createTransport> | undefined;

/** Sends an email to the SMTP server, or saves it in the outbox if none is set. Throws if it was not accepted. */
export async function send(mail: Mail, now: Date): Promise<void> {
  if (!env.smtpUrl) return keepInOutbox(mail, now);
  smtp ??= createTransport({ url: env.smtpUrl, ...LIMITS }, { from: env.mailFrom });
  await smtp.sendMail({ ...mail, headers: AUTOMATIC });
}
