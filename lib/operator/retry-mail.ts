import { check, must } from "#db/atomically.ts";
import * as mails from "#db/queries/mails.ts";
import type { Person } from "#lib/actors/actor.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { noteQueued } from "#lib/mail/queued.ts";
import { fullBudget, takeHourly } from "#lib/operator/hourly-budget.ts";
import type { QueuedMail } from "#lib/operator/mail-schema.ts";
import { toQueuedMail } from "#lib/operator/mails.ts";
import { problem } from "#lib/problem.ts";

const RETRIES = {
  what: "mail_retry",
  perHour: 60,
  detail: "You can retry 60 emails per hour. Try again later.",
};

/**
 * Makes a queued email due now. Who asks has a budget, unless it's the command line. Throws `conflict` (`mail_not_queued`),
 * `too_many_attempts`, and the problems of `commit`.
 */
export async function retryMail(
  commit: Commit,
  id: string,
  now: Date,
  operator: Person | null = null,
): Promise<QueuedMail> {
  let mail: mails.ListedMail;
  const failedStep = await commit(
    () => [
      {
        action: "mail.retried",
        workspaceId: null,
        // Without the address: it may be one that nobody has verified.
        target: { type: "mail", id, label: mail.kind },
      },
    ],
    (tx) => [
      ...(operator ? [must("budget", takeHourly(tx, RETRIES, operator.userId, now))] : []),
      check(mails.listed(tx, id), ([row]) => {
        if (!row) throw notQueued();
        mail = row;
      }),
      { ...must("queued", mails.makeDue(tx, id, now)), committed: noteQueued },
    ],
  );
  if (failedStep === "budget" && operator) throw await fullBudget(RETRIES, operator.userId, now);
  // It was sent in the meantime.
  if (failedStep === "queued") throw notQueued();
  return toQueuedMail({ ...mail!, dueAt: now });
}

const notQueued = () =>
  problem("conflict", {
    reason: "mail_not_queued",
    detail:
      "No email with this ID is queued. It was sent, or given up after about a day, or what it is about has ended.",
  });
