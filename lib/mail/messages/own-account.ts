import * as emailChanges from "#db/queries/email-changes.ts";
import * as users from "#db/queries/users.ts";
import {
  type Composer,
  IGNORE,
  link,
  type Message,
  type Recipient,
  siteName,
  supportContact,
} from "#lib/mail/messages/message.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** The emails about what people change in their own account. */
export const ownAccountMessages = {
  confirm_email: async ({ aboutId }: Recipient, now: Date) => {
    const change = await emailChanges.live(aboutId!, now);
    if (!change) return null;
    // Only its owner learns that the address already has an account.
    if (await users.byEmail(change.newEmail)) return alreadyHasAccount;
    const token = await mintCode({ aboutId: change.id }, "confirm_email", now, change.expiresAt);
    return {
      subject: "Confirm your new email",
      paragraphs: [
        `Someone, probably you, asked to use this email for their ${await siteName()} account.`,
        `The link works once and expires in 24 hours. ${IGNORE} Nothing changes until the link is used.`,
      ],
      action: { label: "Confirm email", url: link("/confirm-email", token) },
    };
  },
  email_change_requested: async ({ aboutId, details }: Recipient, now: Date) =>
    (await emailChanges.live(aboutId!, now)) && {
      subject: "A new email was requested for your account",
      paragraphs: [
        `Someone who knows your password asked to change the email of your account to ${details!.new_email}. It changes when the link that we sent to that address is used.`,
        "If this wasn't you, choose a new password now. That also stops the change.",
      ],
      action: { label: "Choose a new password", url: link("/forgot") },
    },
  email_changed: async ({ details }: Recipient) => ({
    subject: "The email of your account was changed",
    paragraphs: [
      `The email of your account was changed from ${details!.old_email} to ${details!.new_email}. Log in with the new one from now on.`,
      `If this wasn't you, contact ${await supportContact()} right away.`,
    ],
    action: null,
  }),
  account_deleted: async () => ({
    subject: "Your account was deleted",
    paragraphs: [
      `Your ${await siteName()} account was deleted, together with the workspaces that only you were a member of.`,
      `If this wasn't you, contact ${await supportContact()} right away.`,
    ],
    action: null,
  }),
} satisfies Record<string, Composer>;

const alreadyHasAccount: Message = {
  subject: "This email already has an account",
  paragraphs: [
    "Someone, probably you, asked to use this email for another account. This email already has an account, so nothing has changed.",
    `To use it for another account, first delete this account or change its email. ${IGNORE}`,
  ],
  action: { label: "Log in", url: link("/login") },
};
