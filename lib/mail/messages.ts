import { env } from "#env.ts";
import { codeLifetimeHours, mintCode } from "#lib/mailed-codes/mailed-codes.ts";

export type MailKind = "verify_email" | "account_exists" | "reset_password" | "password_changed";

export interface Recipient {
  userId: string;
  email: string;
  name: string | null;
}

export interface Message {
  subject: string;
  /** Paragraphs, in order. */
  paragraphs: string[];
  action: { label: string; url: string } | null;
}

// Every link's host is APP_URL: a Host header of a request never reaches a mail.
const link = (path: string, token?: string) =>
  `${env.appUrl}${path}${token ? `?token=${encodeURIComponent(token)}` : ""}`;

const composers: Record<MailKind, (to: Recipient, now: Date) => Promise<Message>> = {
  verify_email: async ({ userId }, now) => ({
    subject: "Verify your e-mail address",
    paragraphs: [
      "Welcome. One click and your account is ready.",
      `The link works once, for ${codeLifetimeHours.verify_email} hours. If you did not sign up, ignore this mail: nothing happens without the click.`,
    ],
    action: { label: "Verify my address", url: link("/verify", await mintCode(userId, "verify_email", now)) },
  }),
  account_exists: async () => ({
    subject: "You already have an account",
    paragraphs: [
      "Somebody, probably you, tried to sign up with this address. It has an account already, so nothing was changed.",
      "Log in, or set a new password if you do not remember it. If it was not you, ignore this mail.",
    ],
    action: { label: "Log in", url: link("/login") },
  }),
  reset_password: async ({ userId }, now) => ({
    subject: "Set a new password",
    paragraphs: [
      "Somebody, probably you, asked for a new password for this account.",
      `The link works once, for ${codeLifetimeHours.reset_password} hour. If it was not you, ignore this mail: your password stays as it is.`,
    ],
    action: {
      label: "Set a new password",
      url: link("/reset", await mintCode(userId, "reset_password", now)),
    },
  }),
  password_changed: async () => ({
    subject: "Your password was changed",
    paragraphs: [
      "The password of your account was changed just now, and every session was ended.",
      "If it was not you, set a new password at once.",
    ],
    action: { label: "Set a new password", url: link("/forgot") },
  }),
};

/** The message of a kind. A link's token is made here, at the moment of sending, and stored as its hash only. */
export function compose(kind: MailKind, to: Recipient, now: Date): Promise<Message> {
  return composers[kind](to, now);
}

export function toText({ paragraphs, action }: Message): string {
  return [...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : [])].join("\n\n");
}

export function toHtml({ subject, paragraphs, action }: Message): string {
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`).join("");
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#1c1917;color:#fff;padding:12px 20px;border-radius:8px;text-decoration:none;display:inline-block">${escapeHtml(action.label)}</a></p>`
    : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:32px;background:#fafaf9;color:#1c1917;font:16px/1.5 system-ui,sans-serif"><div style="max-width:480px;margin:0 auto"><h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(subject)}</h1>${body}${button}</div></body></html>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
