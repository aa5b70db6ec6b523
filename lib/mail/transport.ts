import { createTransport } from "nodemailer";
import { env } from "#lib/env.ts";
import { keepInOutbox } from "#lib/mail/outbox.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

let smtp: ReturnType<typeof createTransport> | undefined;

/** Hands a mail to the SMTP server, or to the outbox folder when none is set. Throws when it was not taken. */
export async function send(mail: Mail, now: Date): Promise<void> {
  if (!env.smtpUrl) return keepInOutbox(mail, now);
  smtp ??= createTransport(env.smtpUrl, {
    from: env.mailFrom,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  await smtp.sendMail(mail);
}
