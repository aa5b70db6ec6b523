import * as keysOfUser from "#db/queries/keys-of-user.ts";
import { expiryTime } from "#lib/clock.ts";
import {
  type Composer,
  HOUR_MS,
  IGNORE,
  link,
  type Recipient,
  siteName,
} from "#lib/mail/messages/message.ts";
import { createPasswordLink } from "#lib/mail/messages/password-link.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** The emails about sign-ups and passwords. */
export const accountMessages = {
  verify_email: async ({ signUpId, signUpEndsAt }: Recipient, now: Date) => {
    const token = await mintCode({ signUpId: signUpId! }, "verify_email", now, signUpEndsAt!);
    return {
      subject: "Verify your email",
      paragraphs: [
        `Someone, probably you, signed up for ${await siteName()} with this email. Verify it to activate your account.`,
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
  reset_password: async ({ userId }: Recipient, now: Date) => {
    const { url, lifetime } = await createPasswordLink("reset_password", userId!, now);
    return {
      subject: "Reset your password",
      paragraphs: [
        "Someone, probably you, asked to reset the password of your account.",
        `The link works once and expires in ${lifetime}. ${IGNORE} Your password won't change.`,
        keysToRevoke(await keysOfUser.countActive(userId!, expiryTime(now))),
      ],
      action: { label: "Choose a new password", url },
    };
  },
  password_changed: async ({ userId, details }: Recipient, now: Date) => ({
    subject: "Your password was changed",
    paragraphs: [
      `Your password was just changed, and all ${details?.this_session_goes_on ? "other " : ""}sessions were logged out.`,
      "If this wasn't you, choose a new password now.",
      keysToCheck(await keysOfUser.countActive(userId!, expiryTime(now))),
    ],
    action: { label: "Choose a new password", url: link("/forgot") },
  }),
} satisfies Record<string, Composer>;

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
