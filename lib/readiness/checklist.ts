import { asTyped } from "#lib/as-typed.ts";
import type { Arrival } from "#lib/readiness/address.ts";
import type { Check } from "#lib/readiness/check.ts";
import { mailQueue, mailServer } from "#lib/readiness/email.ts";
import { localChecks } from "#lib/readiness/local-checks.ts";
import { clock } from "#lib/readiness/machine.ts";
import type { Checklist, ChecklistItem } from "#lib/readiness/schema.ts";

/** What a check is about, and why it matters. */
const WORDS: Record<string, { title: string; meaning: string }> = {
  https: {
    title: "HTTPS",
    meaning: "Without it, everyone on the way can read passwords and API keys.",
  },
  "trusted proxies": {
    title: "Trusted proxies",
    meaning:
      "Behind a proxy that isn't trusted, all clients have its address, and share one limit on log-ins.",
  },
  secret: {
    title: "Secret",
    meaning: "It signs sessions. If it's lost, everyone has to log in again.",
  },
  "email server": {
    title: "Email server",
    meaning: "Without email, nobody can confirm a sign-up or reset a password.",
  },
  "email queue": {
    title: "Email queue",
    meaning: "Emails that wait for long usually mean that the email server refuses them.",
  },
  backup: {
    title: "Backup",
    meaning: "A lost disk would take all keys and accounts with it.",
  },
  permissions: {
    title: "File permissions",
    meaning: "Other users of the machine must not read the database or the secret.",
  },
  "disk space": {
    title: "Disk space",
    meaning: "On a full disk, requests are refused with 503, because they can't be logged.",
  },
  clock: {
    title: "Clock",
    meaning: "Expiry dates and quotas follow this machine's clock.",
  },
};

/**
 * Whether the installation is ready for production: the checks of `npm run cli -- doctor` that a running server can do.
 * `arrival` is that of the operator's request. The email server has 10 seconds to answer.
 */
export async function readChecklist(arrival: Arrival, now: Date): Promise<Checklist> {
  const checks = [...localChecks(now, arrival), ...(await Promise.all([clock(), mailQueue(), mailServer()]))];
  const items = checks.map(toItem);
  return {
    ready: items.every(({ state }) => state !== "problem"),
    items,
    checked_at: now.toISOString(),
  };
}

const toItem = ({ check, fix, ...result }: Check): ChecklistItem => ({
  id: check.replaceAll(" ", "_"),
  ...WORDS[check]!,
  ...result,
  fix: fix && asTyped(fix),
});
