import { hash, verify } from "@node-rs/argon2";
import { env } from "#env.ts";
import { isCommonPassword } from "#lib/accounts/common-passwords.ts";
import { PASSWORD_MAX_LENGTH } from "#lib/accounts/schema.ts";
import { type FieldError, problem } from "#lib/problem.ts";

// OWASP's argon2id setting: 19 MiB, two passes.
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
const QUEUE_LENGTH = 60; // about two seconds of work

let running = 0;
const waiting: (() => void)[] = [];

/** A PHC string of argon2id. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, ARGON2ID));
}

/** Takes as long without an account as with one: `passwordHash` null is checked against a stand-in. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  standIn ??= hash("nobody's password", ARGON2ID);
  const against = passwordHash ?? (await standIn);
  return (await inTurn(() => verify(against, password))) && passwordHash !== null;
}

let standIn: Promise<string> | undefined;

// A flood of logins must not take the thread pool and the memory from everybody else.
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
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

/** Refuses a new password that is too short, or among the first that anybody would try. */
export async function requireGoodPassword(password: string, email: string): Promise<void> {
  const shortest = env.passwordMinLength;
  if ([...password].length < shortest)
    throw badPassword("too_small", `Use ${shortest} to ${PASSWORD_MAX_LENGTH} characters.`);
  if ((await isCommonPassword(password)) || password.toLowerCase() === email) {
    throw badPassword("common_password", "This password is too common. Choose another one.");
  }
}

function badPassword(code: string, detail: string) {
  const errors: FieldError[] = [{ pointer: "/password", code, detail }];
  return problem("validation_failed", { errors });
}
