import { accountMessages } from "#lib/mail/messages/account.ts";
import { invitationMessages } from "#lib/mail/messages/invitation.ts";
import { keyExpiryMessages } from "#lib/mail/messages/key-expiry.ts";
import type { Composer, Message, Recipient } from "#lib/mail/messages/message.ts";
import { operatorMessages } from "#lib/mail/messages/operator.ts";
import { ownAccountMessages } from "#lib/mail/messages/own-account.ts";
import { planRequestMessages } from "#lib/mail/messages/plan-requests.ts";

// Each topic has its own file in messages/.
const composers = {
  ...accountMessages,
  ...invitationMessages,
  ...keyExpiryMessages,
  ...ownAccountMessages,
  ...planRequestMessages,
  ...operatorMessages,
};

export type MailKind = keyof typeof composers;

/**
 * Composes an email. A link's token is created here, at the moment of sending, and only its hash is stored. Null: what the
 * email is about has ended.
 */
export function compose(kind: MailKind, to: Recipient, now: Date): Promise<Message | null> {
  const composer: Composer = composers[kind];
  return composer(to, now);
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
