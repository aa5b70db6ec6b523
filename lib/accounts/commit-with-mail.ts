import { atomically, type Plan } from "#db/atomically.ts";
import { coolDown, type MailFlow } from "#lib/accounts/throttle.ts";

/** A change that is committed, and the email about it. */
export interface ChangeWithMail {
  change: Plan;
  mail: Plan;
}

/**
 * Commits a change together with its email and the start of the address's cool-down. While an earlier cool-down lasts, the
 * change is committed without its email, and the caller isn't told: whoever asks for an email must not be able to make the
 * owner's own request fail. Always commits, even with empty plans, so that the response time doesn't tell whether an account
 * exists.
 */
export async function commitWithMail(
  flow: MailFlow,
  email: string,
  now: Date,
  { change, mail }: ChangeWithMail,
): Promise<void> {
  const failedStep = await atomically((tx) => [coolDown(tx, flow, email, now), ...change(tx), ...mail(tx)]);
  if (failedStep) await atomically(change);
}
