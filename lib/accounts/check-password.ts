import { requireHashingRoom, verifyPassword } from "#lib/accounts/passwords.ts";
import { type Account, type Attempt, countAttempt, recognize } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { problem } from "#lib/problem.ts";

interface Guess extends Account {
  password: string;
}

/**
 * Checks a password that someone has entered, after counting the attempt. Returns the attempt, whose count the caller clears
 * in the transaction of what the password was for.
 * Throws `invalid_credentials`, `too_many_attempts`, `unavailable` (too many log-ins at once).
 */
export async function checkPassword(guess: Guess, visitor: Visitor, now: Date): Promise<Attempt> {
  const guesser = await recognize(guess, visitor, now);
  // Before anything is counted, so that a flood doesn't even cost a write.
  await requireHashingRoom(guesser.known);
  const attempt = await countAttempt(guesser, now);
  const { passwordHash, password } = guess;
  const matches = await verifyPassword(passwordHash, password, guesser.known).catch(async (error) => {
    await attempt.withdraw();
    throw error;
  });
  if (!matches) throw problem("invalid_credentials");
  return attempt;
}
