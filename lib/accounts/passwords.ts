import { hash, verify } from "@node-rs/argon2";
import { env } from "#env.ts";
import { isCommonPassword } from "#lib/accounts/common-passwords.ts";
import { PASSWORD_MAX_LENGTH } from "#lib/accounts/schema.ts";
import { type FieldError, problem } from "#lib/problem.ts";

// OWASP's recommended settings for argon2id: 19 MiB, two passes.
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
const QUEUE_LENGTH = 60; // about two seconds of work

let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password with argon2id, as a PHC string. Throws `unavailable` if too many are waiting. */
export function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, ARGON2ID));
}

/**
 * Whether the password matches. For an unknown user (`passwordHash` null), it is checked against a dummy hash, so that
 * the response time doesn't tell whether the account exists. Throws `unavailable` if too many are waiting.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummyHash ??= hash("nobody's password", ARGON2ID);
  const against = passwordHash ?? (await dummyHash);
  return (await limited(() => verify(against, password))) && passwordHash !== null;
}

let dummyHash: Promise<string> | undefined;

// Limits how many hashes run at once, so that a flood of logins can't use up the thread pool and the memory.
async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= QUEUE_LENGTH)
      throw problem("unavailable", {
        detail: "Too many log-ins at once. Try again in a moment.",
        retryAfterSeconds: 2,
      });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
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
  const shortest = env.passwordMinLength;
  if ([...password].length < shortest)
    throw badPassword(pointer, "too_small", `Use ${shortest} to ${PASSWORD_MAX_LENGTH} characters.`);
  if ((await isCommonPassword(password)) || password.toLowerCase() === email) {
    throw badPassword(pointer, "common_password", "This password is too common. Choose another one.");
  }
}

function badPassword(pointer: string, code: string, detail: string) {
  const errors: FieldError[] = [{ pointer, code, detail }];
  return problem("validation_failed", { errors });
}
