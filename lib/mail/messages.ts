import * as keysOfUser from "#db/queries/keys-of-user.ts";
import { env } from "#env.ts";
import { expiryTime } from "#lib/clock.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

export type MailKind = "verify_email" | "account_exists" | "reset_password" | "password_changed";

/** A user, or for `verify_email` a sign-up. */
export interface Recipient {
  userId: string | null;
  signUpId: string | null;
  signUpEndsAt: Date | null;
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

const HOUR_MS = 3_600_000;
const IGNORE = "If this wasn't you, you can ignore this email.";

const composers: Record<MailKind, (to: Recipient, now: Date) => Promise<Message>> = {
  verify_email: async ({ signUpId, signUpEndsAt }, now) => {
    const token = await mintCode({ signUpId: signUpId! }, "verify_email", now, signUpEndsAt!);
    return {
      subject: "Verify your email",
      paragraphs: [
        "Someone, probably you, signed up for Latchkey with this email. Verify it to activate your account.",
        `The link works once and expires in ${inHours(signUpEndsAt!.getTime() - now.getTime())}. If you didn't sign up, you can ignore this email.`,
      ],
      action: { label: "Verify email", url: link("/verify", token) },
    };
  },
  account_exists: async () => ({
    subject: "You already have an account",
    paragraphs: [
      "Someone, probably you, tried to sign up with this email. You already have an account, so nothing has changed.",
      `Log in, or reset your password if you forgot it. ${IGNORE}`,
    ],
    action: { label: "Log in", url: link("/login") },
  }),
  reset_password: async ({ userId }, now) => {
    const expiresAt = new Date(now.getTime() + HOUR_MS);
    const token = await mintCode({ userId: userId! }, "reset_password", now, expiresAt);
    return {
      subject: "Reset your password",
      paragraphs: [
        "Someone, probably you, asked to reset the password of your account.",
        `The link works once and expires in 1 hour. ${IGNORE} Your password won't change.`,
        keysToRevoke(await keysOfUser.countActive(userId!, expiryTime(now))),
      ],
      action: { label: "Choose a new password", url: link("/reset", token) },
    };
  },
  password_changed: async ({ userId }, now) => ({
    subject: "Your password was changed",
    paragraphs: [
      "Your password was just changed, and all sessions were logged out.",
      "If this wasn't you, choose a new password now.",
      keysToCheck(await keysOfUser.countActive(userId!, expiryTime(now))),
    ],
    action: { label: "Choose a new password", url: link("/forgot") },
  }),
};

function inHours(ms: number): string {
  const hours = Math.round(ms / HOUR_MS);
  if (hours < 1) return "less than an hour";
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

function activeKeys(count: number): string {
  if (count === 0) return "You have no active API keys";
  return count === 1 ? "You have 1 active API key" : `You have ${count.toLocaleString("en")} active API keys`;
}

// A new password doesn't stop keys, so users have to know about keys that someone else may have created.
const keysToRevoke = (count: number) =>
  `${activeKeys(count)}${count === 0 ? "." : `. A new password doesn't revoke ${count === 1 ? "it" : "them"}, but the page where you choose one lets you do that, too.`}`;

const keysToCheck = (count: number) =>
  `${activeKeys(count)}${count === 0 ? "." : ". Revoke the ones you don't recognize."}`;

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
