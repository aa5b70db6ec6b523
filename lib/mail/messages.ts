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

// Links always use APP_URL. A request's Host header must never end up in an email.
const link = (path: string, token?: string) =>
  `${env.appUrl}${path}${token ? `?token=${encodeURIComponent(token)}` : ""}`;

const composers: Record<MailKind, (to: Recipient, now: Date) => Promise<Message>> = {
  verify_email: async ({ userId }, now) => ({
    subject: "Verify your email",
    paragraphs: [
      "Welcome to Latchkey. Verify your email to activate your account.",
      `The link works once and expires in ${codeLifetimeHours.verify_email} hours. If you didn't sign up, you can ignore this email.`,
    ],
    action: { label: "Verify email", url: link("/verify", await mintCode(userId, "verify_email", now)) },
  }),
  account_exists: async () => ({
    subject: "You already have an account",
    paragraphs: [
      "Someone, probably you, tried to sign up with this email. You already have an account, so nothing has changed.",
      "Log in, or reset your password if you forgot it. If this wasn't you, you can ignore this email.",
    ],
    action: { label: "Log in", url: link("/login") },
  }),
  reset_password: async ({ userId }, now) => ({
    subject: "Reset your password",
    paragraphs: [
      "Someone, probably you, asked to reset the password of your account.",
      `The link works once and expires in ${codeLifetimeHours.reset_password} hour. If this wasn't you, you can ignore this email. Your password won't change.`,
    ],
    action: {
      label: "Choose a new password",
      url: link("/reset", await mintCode(userId, "reset_password", now)),
    },
  }),
  password_changed: async () => ({
    subject: "Your password was changed",
    paragraphs: [
      "Your password was just changed, and all sessions were logged out.",
      "If this wasn't you, choose a new password now.",
    ],
    action: { label: "Choose a new password", url: link("/forgot") },
  }),
};

/** Composes an email. A link's token is created here, at the moment of sending, and only its hash is stored. */
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
