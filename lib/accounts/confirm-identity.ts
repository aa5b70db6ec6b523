import { atomicallyUnsynced } from "#db/atomically.ts";
import * as users from "#db/queries/users.ts";
import { checkPassword } from "#lib/accounts/check-password.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import type { Person } from "#lib/actors/actor.ts";
import { isProblem, problem } from "#lib/problem.ts";

/**
 * Checks the password of someone who is logged in, before a change that a stolen session must not be enough for. Counted
 * like a log-in. Returns the user, whose password hash the change must check again when it commits.
 * Throws `invalid_credentials`, `too_many_attempts`, `unavailable` (too many log-ins at once).
 */
export async function confirmIdentity(
  { userId }: Person,
  password: string,
  visitor: Visitor,
  now: Date,
): Promise<users.UserRow> {
  const user = await users.byId(userId);
  if (!user) throw problem("invalid_credentials");
  const { email, passwordHash } = user;
  const guess = { userId, email, passwordHash, password };
  const attempt = await checkPassword(guess, visitor, now).catch((error) => {
    if (!isProblem(error) || error.code !== "invalid_credentials") throw error;
    throw problem("invalid_credentials", { detail: "The password is wrong." });
  });
  await atomicallyUnsynced(attempt.clear);
  return user;
}

/** What to answer if the password was changed after `confirmIdentity` had checked it. */
export const passwordChangedMeanwhile = () =>
  problem("invalid_credentials", { detail: "Your password was changed while this request was in progress." });
