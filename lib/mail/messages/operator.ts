import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import { asTyped } from "#lib/as-typed.ts";
import { type Composer, link, type Recipient, siteName } from "#lib/mail/messages/message.ts";
import { createPasswordLink } from "#lib/mail/messages/password-link.ts";

/** What the email says of more is not exact. */
const MOST_COUNTED = 10_000;

/** The emails about accounts that operators create or approve. */
export const operatorMessages = {
  set_password: async ({ userId }: Recipient, now: Date) => {
    const user = await users.byId(userId!);
    // They have chosen a password in the meantime.
    if (!user || user.emailVerifiedAt) return null;
    const { url, lifetime } = await createPasswordLink("set_password", user.id, now);
    const site = await siteName();
    return {
      subject: `Your ${site} account`,
      paragraphs: [
        `An account for ${site} was created for you. Choose a password to log in.`,
        `The link works once and expires in ${lifetime}. If you don't expect it, you can ignore this email.`,
      ],
      action: { label: "Choose a password", url },
    };
  },
  account_approved: async ({ userId }: Recipient) => {
    const user = await users.byId(userId!);
    if (!user || user.suspendedAt) return null;
    const site = await siteName();
    return {
      subject: `Your ${site} account is approved`,
      paragraphs: [`Your ${site} account was approved. You can log in now.`],
      action: { label: "Log in", url: link("/login") },
    };
  },
  approval_needed: async () => {
    const waiting = await allUsers.countWaiting(MOST_COUNTED);
    if (waiting === 0) return null;
    const accounts = waiting === 1 ? "1 account waits" : `${waiting.toLocaleString("en")} accounts wait`;
    return {
      subject: `${accounts} for your approval`,
      paragraphs: [
        `${accounts} for an operator's approval on ${await siteName()}. Nobody can log in to an account before it is approved.`,
        asTyped(
          "On the command line: npm run cli -- user list --waiting lists them, and npm run cli -- user approve EMAIL approves one.",
        ),
      ],
      action: { label: "See who waits", url: link("/operator/users?status=awaiting_approval") },
    };
  },
} satisfies Record<string, Composer>;
