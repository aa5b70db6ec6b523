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

/** Somebody who fails: after `allowed` failures each further one doubles the delay. */
export interface Suspect {
  subject: string;
  allowed: number;
}

/** An account seen from one network, and that network alone: the true owner, elsewhere, is not locked out. */
export function loginSuspects(email: string, ip: string | null): Suspect[] {
  const network = networkOf(ip);
  return [
    { subject: sha256(`login ${email} ${network}`), allowed: 10 },
    { subject: sha256(`login ${network}`), allowed: 100 },
  ];
}

/** An IPv4 address, or the /64 of an IPv6 one: nobody owns less. */
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

/** Refuses a suspect whose delay is not over. */
export async function requireUnblocked(suspects: Suspect[], now: Date): Promise<void> {
  for (const { subject } of suspects) {
    const row = await throttles.bySubject(subject);
    if (row && row.blockedUntil > now) throw tooMany(row.blockedUntil, now);
  }
}

export async function noteFailure(suspects: Suspect[], now: Date): Promise<void> {
  for (const { subject, allowed } of suspects) {
    const failures = await throttles.fail(subject, now, new Date(now.getTime() - FORGET_AFTER_MS));
    if (failures < allowed) continue;
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - allowed), LONGEST_DELAY_MS);
    await throttles.extend(subject, new Date(now.getTime() + delayMs));
  }
}

/** A success clears the account's failures, not the network's: one good account must not pay for a hundred guesses. */
export async function noteSuccess([account]: Suspect[]): Promise<void> {
  if (account) await throttles.clear(account.subject);
}

/** Each has a cool-down of its own: whoever has just signed up may have forgotten his password. */
export type MailFlow = "verification" | "reset";

/** The step that starts an address's cool-down between two mails; it touches nothing while the last one lasts. */
export function coolDown(tx: Db, flow: MailFlow, email: string, now: Date): Step {
  const until = new Date(now.getTime() + MAIL_COOL_DOWN_SECONDS * 1000);
  return must("cool_down", throttles.block(tx, mailSubject(flow, email), now, until));
}

export async function requireCooledDown(flow: MailFlow, email: string, now: Date): Promise<void> {
  await requireUnblocked([{ subject: mailSubject(flow, email), allowed: 1 }], now);
}

const mailSubject = (flow: MailFlow, email: string) => sha256(`mail ${flow} ${email}`);

function tooMany(until: Date, now: Date) {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return problem("too_many_attempts", {
    detail: `Too many attempts. Retry in ${inSeconds(retryAfterSeconds)}.`,
    retryAfterSeconds,
  });
}
