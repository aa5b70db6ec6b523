import * as expiringKeys from "#db/queries/expiring-keys.ts";
import { expiryTime } from "#lib/clock.ts";
import { type Composer, link, type Recipient } from "#lib/mail/messages/message.ts";
import { plainName } from "#lib/mail/plain-name.ts";

/** How many keys one email names. */
export const KEYS_IN_MAIL = 20;

/** The email about keys that expire soon. */
export const keyExpiryMessages = {
  keys_expiring: async ({ userId, details }: Recipient, now: Date) => {
    const { key_ids: ids, more } = details as { key_ids: string[]; more: number };
    // Read when it is sent: keys that were revoked or extended in the meantime need no email.
    const keys = await expiringKeys.forMail(userId!, ids, expiryTime(now));
    if (keys.length === 0) return null;
    const all = keys.length + more;
    return {
      subject:
        all === 1 ? `An API key expires on ${day(keys[0]!.expiresAt!)}` : `${all} API keys expire soon`,
      paragraphs: [
        all === 1
          ? "This API key stops working when it expires:"
          : "These API keys stop working when they expire:",
        ...keys.map(lineOf),
        ...(more > 0 ? [`And ${more.toLocaleString("en")} more.`] : []),
        "If a program still needs one of them, change its expiration date or create a new key before then. You get this email because you created the key, or because you are an admin of its workspace. You can turn these emails off in your notification settings.",
      ],
      action: { label: "Manage API keys", url: link("/settings/api-keys") },
    };
  },
} satisfies Record<string, Composer>;

type Key = Awaited<ReturnType<typeof expiringKeys.forMail>>[number];

function lineOf({ name, hint, environment, workspaceName, expiresAt }: Key): string {
  const named = name ? `${plainName(name)} (${hint})` : hint;
  return `${named}, ${environment}, in ${plainName(workspaceName)}: expires on ${day(expiresAt!)} at ${time(expiresAt!)} UTC`;
}

const day = (date: Date) =>
  date.toLocaleDateString("en-US", { timeZone: "UTC", month: "long", day: "numeric", year: "numeric" });
const time = (date: Date) => date.toISOString().slice(11, 16);
