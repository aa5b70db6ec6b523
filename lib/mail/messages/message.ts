import { env } from "#env.ts";
import { DEFAULT_NAME } from "#lib/settings/default-name.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { currentSettings } from "#lib/settings/settings.ts";

/** Whom an email is for, and what it is about. */
export interface Recipient {
  userId: string | null;
  signUpId: string | null;
  signUpEndsAt: Date | null;
  /** The ID of what it is about, such as an invitation. */
  aboutId: string | null;
  /** What was known when it was queued. */
  details: Record<string, unknown> | null;
}

export interface Message {
  subject: string;
  /** Paragraphs, in order. */
  paragraphs: string[];
  action: { label: string; url: string } | null;
}

/** Composes an email. Null: what it is about has ended, so it isn't sent. */
export type Composer = (to: Recipient, now: Date) => Promise<Message | null>;

/** A URL of this installation. It always uses APP_URL: a request's Host header must never end up in an email. */
export const link = (path: string, token?: string) =>
  `${env.appUrl}${path}${token ? `?token=${encodeURIComponent(token)}` : ""}`;

export const HOUR_MS = 3_600_000;
export const IGNORE = "If this wasn't you, you can ignore this email.";

/** The name of the installation, as the operator has set it. */
export const siteNameOf = ({ name }: Settings["branding"]) => name ?? DEFAULT_NAME;
export const siteName = async () => siteNameOf((await currentSettings()).branding);

/** Whom to contact, in the middle of a sentence. */
export const supportContact = async () =>
  (await currentSettings()).branding.support_email ?? "the operator of this site";
