import { must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as throttles from "#db/queries/throttles.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { inSeconds } from "#lib/text.ts";

const FORGET_AFTER_MS = 24 * 3_600_000;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 3_600_000;
export const MAIL_COOL_DOWN_SECONDS = 60;

/** Whose failures are counted: after `allowed` failures, each further failure doubles the delay. */
export interface Suspect {
  subject: string;
  allowed: number;
}

/**
 * Login failures count for the account as seen from one network, and for the network as a whole. An account's owner on
 * another network is not locked out.
 */
export function loginSuspects(email: string, ip: string | null): Suspect[] {
  const network = networkOf(ip);
  return [
    { subject: sha256(`login ${email} ${network}`), allowed: 10 },
    { subject: sha256(`login ${network}`), allowed: 100 },
  ];
}

/** The IPv4 address, or the /64 of an IPv6 address, because that is the smallest network a customer gets. */
export function networkOf(ip: string | null): string {
  if (!ip) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !ip.includes(":")) return mapped ?? ip;
  const [head = "", tail = ""] = ip.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = ip.includes("::") ? tail.split(":").filter(Boolean) : [];
  const groups = [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** Throws `too_many_attempts` while one of the suspects is blocked. */
export async function requireUnblocked(suspects: Suspect[], now: Date): Promise<void> {
  for (const { subject } of suspects) {
    const row = await throttles.bySubject(subject);
    if (row && row.blockedUntil > now) throw tooMany(row.blockedUntil, now);
  }
}

/** Counts a failed login, and blocks each suspect that has failed too often. */
export async function noteFailure(suspects: Suspect[], now: Date): Promise<void> {
  for (const { subject, allowed } of suspects) {
    const failures = await throttles.fail(subject, now, new Date(now.getTime() - FORGET_AFTER_MS));
    if (failures < allowed) continue;
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - allowed), LONGEST_DELAY_MS);
    await throttles.extend(subject, new Date(now.getTime() + delayMs));
  }
}

/**
 * Clears the account's failures, but not the network's: otherwise an attacker could reset the count by logging in to an
 * account of their own.
 */
export async function noteSuccess([account]: Suspect[]): Promise<void> {
  if (account) await throttles.clear(account.subject);
}

/** Each flow has a separate cool-down: a user who has just signed up may still need to reset their password. */
export type MailFlow = "verification" | "reset";

/** The step that starts the cool-down between two emails to an address. It fails while an earlier one lasts. */
export function coolDown(tx: Db, flow: MailFlow, email: string, now: Date): Step {
  const until = new Date(now.getTime() + MAIL_COOL_DOWN_SECONDS * 1000);
  return must("cool_down", throttles.block(tx, mailSubject(flow, email), now, until));
}

const mailSubject = (flow: MailFlow, email: string) => sha256(`mail ${flow} ${email}`);

function tooMany(until: Date, now: Date) {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return problem("too_many_attempts", {
    detail: `Too many attempts. Retry in ${inSeconds(retryAfterSeconds)}.`,
    retryAfterSeconds,
  });
}
