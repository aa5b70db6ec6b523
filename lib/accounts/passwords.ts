import { randomBytes } from "node:crypto";
import type { MessagePort } from "node:worker_threads";
import { BoundedQueue, tooBusy } from "#lib/accounts/bounded-queue.ts";
import { isCommonPassword } from "#lib/accounts/common-passwords.ts";
import { type HashingJob, type HashingResult, hashInPool } from "#lib/accounts/hashing.ts";
import {
  type HashingAnswer,
  type HashingRequest,
  hashInMain,
  hashingPort,
} from "#lib/accounts/hashing-port.ts";
import { isTooShort, normalize, TOO_COMMON, TOO_SHORT } from "#lib/accounts/new-password.ts";
import { type FieldError, problem } from "#lib/problem.ts";
import { refusalDelay } from "#lib/refusal-delay.ts";

// About two seconds of work may wait, and some more of people who log in from where they have done so before.
const QUEUE = { length: 60, reserve: 20, longestWaitMs: 15_000 };
/** A hash that no password has, with the settings of all others. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$bm9ib2R5J3MgcGFzc3dvcmQgaGFzIHRoaXMgaGFzaCE";

/** A hash that no known password has, for an account whose user hasn't chosen one yet. It takes as long to check as others. */
export function unusablePasswordHash(): string {
  const random = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
  return `$argon2id$v=19$m=19456,t=2,p=1$${random(16)}$${random(32)}`;
}

let queue = new BoundedQueue({ atOnce: 1, ...QUEUE });
let work: (job: HashingJob) => Promise<HashingResult> = hashInPool;

/** Has passwords hashed elsewhere, at most `atOnce` at the same time. */
export function hashPasswordsWith(doWork: typeof work, atOnce: number): void {
  work = doWork;
  queue = new BoundedQueue({ atOnce, ...QUEUE });
}

/** Does the jobs that another thread sends to this port. */
export function serveHashing(port: MessagePort): void {
  port.on("message", async ({ id, job, preferred }: HashingRequest) => {
    const answer: HashingAnswer = await run(job, preferred).then(
      (result) => ({ id, result }),
      () => ({ id, failure: "unavailable" as const }),
    );
    port.postMessage(answer);
  });
}

async function run(job: HashingJob, preferred = false): Promise<HashingResult> {
  if (hashingPort) return hashInMain(hashingPort, job, preferred);
  await requireHashingRoom(preferred);
  return queue.run(() => work(job), preferred);
}

/** Throws `unavailable`, after a while, if too many passwords are waiting to be hashed. */
export async function requireHashingRoom(preferred: boolean): Promise<void> {
  // The Next worker only learns it when it asks.
  if (hashingPort || queue.hasRoom(preferred)) return;
  await refusalDelay();
  throw tooBusy();
}

/** Hashes a password with argon2id, as a PHC string. Throws `unavailable` if too many are waiting. */
export async function hashPassword(password: string): Promise<string> {
  return (await run({ password: normalize(password) })) as string;
}

/**
 * Whether the password matches. For an unknown user (`passwordHash` null), it is checked against a hash that no password
 * has, so that the response time doesn't tell whether the account exists. `preferred` goes before others, and has room when
 * they have none. Throws `unavailable` if too many are waiting.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  preferred = false,
): Promise<boolean> {
  // Older hashes were made from the password as it was sent.
  const passwords = [...new Set([normalize(password), password])];
  const matches = await run({ passwords, against: passwordHash ?? NOBODYS_HASH }, preferred);
  return matches === true && passwordHash !== null;
}

/**
 * Checks a new password, which is the field `pointer`. Throws `validation_failed` if it is too short, too common, or the
 * same as the email.
 */
export async function requireGoodPassword(
  password: string,
  email: string,
  pointer = "/password",
): Promise<void> {
  const normalized = normalize(password);
  if (isTooShort(password)) throw badPassword(pointer, "too_small", TOO_SHORT);
  if ((await isCommonPassword(normalized)) || normalized.toLowerCase() === email) {
    throw badPassword(pointer, "common_password", TOO_COMMON);
  }
}

function badPassword(pointer: string, code: string, detail: string) {
  const errors: FieldError[] = [{ pointer, code, detail }];
  return problem("validation_failed", { errors });
}
