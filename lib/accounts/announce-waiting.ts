import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as budgets from "#db/queries/budgets.ts";
import * as mails from "#db/queries/mails.ts";
import * as operators from "#db/queries/operators.ts";
import { env } from "#env.ts";
import { queueMailIf } from "#lib/mail/queue-mail.ts";
import { sha256 } from "#lib/opaque-token.ts";

const HOUR_MS = 3_600_000;
const MOST_OPERATORS = 20;

/**
 * The steps that tell the operators that an account waits for their approval. They get one email an hour at most, which says
 * how many are waiting when it is sent, so that strangers who sign up can't flood them and nobody is forgotten.
 */
export async function announceWaiting(now: Date): Promise<(tx: Db) => Step[]> {
  const kind = "approval_needed" as const;
  const hour = sha256(kind);
  const [recipients, nextAt] = await Promise.all([
    operators.recipients(env.operatorEmails, MOST_OPERATORS),
    budgets.resetsAt(hour, now),
  ]);
  const queued = new Set<string | null>();
  return (tx) => [
    step(budgets.use(tx, hour, 1, now, new Date(now.getTime() + HOUR_MS))),
    check(mails.recipientsOf(tx, kind), (rows: { userId: string | null }[]) => {
      for (const { userId } of rows) queued.add(userId);
    }),
    ...recipients.map(({ id }) =>
      queueMailIf(tx, kind, id, now, () => (queued.has(id) ? null : (nextAt ?? now))),
    ),
  ];
}
