import { atomicallyUnsynced, check, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as budgets from "#db/queries/budgets.ts";
import * as knownDevices from "#db/queries/known-devices.ts";
import * as throttles from "#db/queries/throttles.ts";
import { deviceExpiry } from "#lib/accounts/device-cookie.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { networkOf } from "#lib/network.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import { inSeconds } from "#lib/text.ts";

const HOUR_MS = 3_600_000;
const FORGET_AFTER_MS = 24 * HOUR_MS;
/** Ten attempts are free. Then each further one doubles the delay, from 30 seconds to an hour. */
const DELAYS = { allowed: 10, firstMs: 30_000, doublings: 7, longestMs: HOUR_MS };
const STRANGERS_PER_HOUR = 100;
const NETWORK_KNOWN_MS = 30 * 24 * HOUR_MS;

/** An email and its account's password hash; null if nobody has this email. A new password makes all devices unknown. */
export interface Account {
  email: string;
  passwordHash: string | null;
}

/** Whose attempts are counted together. */
export interface Guesser {
  email: string;
  subject: string;
  /** Whether someone has logged in to the account from this device, or from this network within 30 days. */
  known: boolean;
}

/** A known device's attempts are counted by themselves, all others by network. */
export async function recognize(account: Account, { ip, device }: Visitor, now: Date): Promise<Guesser> {
  const { email } = account;
  const byDevice = device && deviceSubject(account, device);
  const byNetwork = ip && networkSubject(account, ip);
  const candidates = [byDevice, byNetwork].filter((subject) => subject !== null);
  const known = candidates.length > 0 ? await knownDevices.among(candidates, now) : new Set();
  if (known.has(byDevice)) return { email, subject: sha256(`login ${byDevice}`), known: true };
  return { email, subject: sha256(`login ${email} ${networkOf(ip)}`), known: known.has(byNetwork) };
}

/** An attempt to log in. It counts as failed unless it is cleared. */
export interface Attempt {
  /** Whether no further attempt is possible for a while, unless this one succeeds. */
  blocks: boolean;
  /** The steps that clear the guesser's attempts. They clear nothing of other networks and devices. */
  clear(tx: Db): Step[];
  /** Takes the attempt back, because its password was not checked. */
  withdraw(): Promise<void>;
}

/**
 * Counts an attempt to log in before its password is checked, so that parallel guesses can't exceed the limits: of the
 * guesser, and of all unknown ones of an account together, who can't use up what known ones have.
 * Throws `too_many_attempts`.
 */
export async function countAttempt({ email, subject, known }: Guesser, now: Date): Promise<Attempt> {
  const strangers = known ? null : sha256(`login strangers ${email}`);
  const forgottenBefore = new Date(now.getTime() - FORGET_AFTER_MS);
  let blocks = false;
  const failedStep = await atomicallyUnsynced((tx) => [
    must("delayed", throttles.count(tx, subject, now, forgottenBefore, DELAYS)),
    check(throttles.stored(tx, subject), ([row]) => {
      blocks = row!.blockedUntil > now;
    }),
    ...(strangers ? takeStrangersAttempt(tx, strangers, now, () => (blocks = true)) : []),
  ]);
  if (failedStep === "delayed") throw tooMany(await throttles.blockedUntil(subject), now);
  if (failedStep) throw tooMany(await budgets.resetsAt(strangers!, now), now);
  const giveBack = (tx: Db) => (strangers ? [step(budgets.giveBack(tx, strangers, now))] : []);
  return {
    blocks,
    clear: (tx) => [step(throttles.clear(tx, subject)), ...giveBack(tx)],
    withdraw: async () => {
      await atomicallyUnsynced((tx) => [step(throttles.uncount(tx, subject)), ...giveBack(tx)]);
    },
  };
}

function takeStrangersAttempt(tx: Db, strangers: string, now: Date, usedUp: () => void): Step[] {
  return [
    must("strangers", budgets.use(tx, strangers, STRANGERS_PER_HOUR, now, hourFrom(now))),
    check(budgets.stored(tx, strangers), ([row]) => {
      if (row!.used >= STRANGERS_PER_HOUR) usedUp();
    }),
  ];
}

/** The steps that remember the device and the network of a good log-in. */
export function rememberVisitor(tx: Db, account: Account, { ip, device }: Visitor, now: Date): Step[] {
  const networkExpiry = new Date(now.getTime() + NETWORK_KNOWN_MS);
  return [
    ...(device ? [step(knownDevices.remember(tx, deviceSubject(account, device), deviceExpiry(now)))] : []),
    ...(ip ? [step(knownDevices.remember(tx, networkSubject(account, ip), networkExpiry))] : []),
  ];
}

/** Whether someone has logged in to the account from this device. */
export async function isKnownDevice(account: Account, { device }: Visitor, now: Date): Promise<boolean> {
  return device !== null && (await knownDevices.among([deviceSubject(account, device)], now)).size > 0;
}

const deviceSubject = ({ email, passwordHash }: Account, device: string) =>
  sha256(`known device ${email} ${passwordHash} ${device}`);
const networkSubject = ({ email, passwordHash }: Account, ip: string) =>
  sha256(`known network ${email} ${passwordHash} ${networkOf(ip)}`);
const hourFrom = (now: Date) => new Date(now.getTime() + HOUR_MS);

/** Until is null if what was blocked has just been cleared. */
function tooMany(until: Date | null, now: Date) {
  const retryAfterSeconds = Math.max(1, Math.ceil(((until ?? now).getTime() - now.getTime()) / 1000));
  return problem("too_many_attempts", {
    detail: `Too many attempts. Retry in ${inSeconds(retryAfterSeconds)}.`,
    retryAfterSeconds,
  });
}
