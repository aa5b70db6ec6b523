import { userEvent } from "#lib/accounts/account-events.ts";
import { requireHashingRoom, verifyPassword } from "#lib/accounts/passwords.ts";
import { type Account, type Attempt, countAttempt, recognize } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import type { Client } from "#lib/client.ts";
import { problem } from "#lib/problem.ts";

interface Guess extends Account {
  /** Whose password it is; undefined if nobody has an account with this email. */
  userId?: string;
  password: string;
}

/**
 * Checks a password that someone has entered, after counting the attempt. Returns the attempt, whose count the caller clears
 * in the transaction of what the password was for.
 * Throws `invalid_credentials`, `too_many_attempts`, `unavailable` (too many log-ins at once).
 */
export async function checkPassword(
  guess: Guess,
  visitor: Visitor & Partial<Client>,
  now: Date,
): Promise<Attempt> {
  const guesser = await recognize(guess, visitor, now);
  // Before anything is counted, so that a flood doesn't even cost a write.
  await requireHashingRoom(guesser.known);
  const attempt = await countAttempt(guesser, now);
  const { passwordHash, password } = guess;
  const matches = await verifyPassword(passwordHash, password, guesser.known).catch(async (error) => {
    await attempt.withdraw();
    throw error;
  });
  if (matches) return attempt;
  if (attempt.blocks) await recordBlock(guess, visitor);
  throw problem("invalid_credentials");
}

// Only for accounts that exist, whose blocks are bounded: otherwise strangers could fill the log with any emails.
async function recordBlock({ userId, email }: Guess, client: Partial<Client>): Promise<void> {
  if (userId === undefined) return;
  const event = userEvent("login.blocked", { id: userId, email });
  await commitAudited(SYSTEM, [event], () => [], { client, synced: false });
}
