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

function transport(url: string) {
  smtp ??= createTransport({ url, ...LIMITS });
  return smtp;
}

/** Sends an email to the SMTP server, or saves it in the outbox if none is set. Throws if it was not accepted. Returns what the server answered. */
export async function send(mail: Mail, now: Date): Promise<string> {
  if (!env.smtpUrl) {
    await keepInOutbox(mail, now);
    return "Saved in the outbox, because SMTP_URL is not set.";
  }
  return (await transport(env.smtpUrl).sendMail({ ...mail, headers: AUTOMATIC })).response;
}

let asking: Promise<string | null> | undefined;

/**
 * Connects to the SMTP server and logs in. Returns why that failed, in plain words; null if it works or none is set. Those who
 * ask at the same time share a connection.
 */
export async function smtpFailure(): Promise<string | null> {
  if (!env.smtpUrl) return null;
  asking ??= askServer(env.smtpUrl).finally(() => {
    asking = undefined;
  });
  return asking;
}

const askServer = (url: string): Promise<string | null> =>
  transport(url)
    .verify()
    .then(
      () => null,
      (error) => inPlainWords(error) ?? `${smtpServer()} doesn't work: ${error.message}`,
    );

const REASONS: [code: RegExp, words: string][] = [
  [/ECONNREFUSED/, "refuses connections"],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, "can't be found"],
  [/EAUTH/, "rejects the user name or password"],
  [/ETLS|CERT|ERR_TLS|ERR_SSL/, "can't be reached securely"],
  [/ETIMEDOUT/, "doesn't answer"],
  [/ECONNECTION|ESOCKET|ECONNRESET|EHOSTUNREACH|ENETUNREACH/, "can't be reached"],
];

/** Why the SMTP server doesn't work, in plain words. Null if the error is about one email, such as its address. */
export function inPlainWords(error: NodeJS.ErrnoException): string | null {
  const codes = `${(error.cause as NodeJS.ErrnoException)?.code} ${error.code} ${error.message}`;
  if (!error.code || /EENVELOPE|EMESSAGE/.test(error.code)) return null;
  const words = REASONS.find(([code]) => code.test(codes))?.[1];
  return words ? `${smtpServer()} ${words} (${error.message})` : null;
}

const smtpServer = () => `The email server ${new URL(env.smtpUrl!).host}`;
