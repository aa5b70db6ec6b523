import { setTimeout as delay } from "node:timers/promises";
import { atomicallyUnsynced, must } from "#db/atomically.ts";
import * as mails from "#db/queries/mails.ts";
import type { Person } from "#lib/actors/actor.ts";
import { toMail } from "#lib/mail/layout.ts";
import { type Message, siteName } from "#lib/mail/messages/message.ts";
import { inPlainWords, send } from "#lib/mail/transport.ts";
import { fullBudget, takeHourly } from "#lib/operator/hourly-budget.ts";
import type { MailTest, QueuedMail } from "#lib/operator/mail-schema.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { redactStart } from "#lib/redact.ts";

/** Lists the emails that wait to be sent, newest first. Their links' tokens don't exist yet. Throws `invalid_cursor`. */
export async function listMails(
  query: PageRequest & { failed?: "true" | "false" },
): Promise<Page<QueuedMail>> {
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => mails.page(query.failed === "true", position, limit),
    (row) => row.createdAt,
  );
  return { items: items.map(toQueuedMail), nextCursor };
}

/** A queued email as operators see it. */
export function toQueuedMail(row: mails.ListedMail): QueuedMail {
  return {
    id: row.id,
    kind: row.kind,
    to: row.to,
    created_at: row.createdAt.toISOString(),
    attempts: row.attempts,
    due_at: row.dueAt.toISOString(),
    last_error: row.lastError,
  };
}

const TESTS = {
  what: "mail_test",
  perHour: 10,
  detail: "You can send 10 test emails per hour. Try again later.",
};
const LONGEST_WAIT_MS = 10_000;
const ANSWER_LENGTH = 256;

/** Sends the operator an email, and returns what the mail server answered. Throws `too_many_attempts`. */
export async function testMail({ userId, email }: Person, now: Date): Promise<MailTest> {
  await takeTest(userId, now);
  const message = await testMessage();
  const mail = await toMail(email, message);
  const sent = send(mail, now).then(
    (answer) => ({ accepted: true, answer }),
    (error) => ({ accepted: false, answer: inPlainWords(error) ?? String(error.message) }),
  );
  const late = {
    accepted: false,
    answer: `The mail server didn't answer within ${LONGEST_WAIT_MS / 1000} seconds.`,
  };
  const { accepted, answer } = await Promise.race([sent, delay(LONGEST_WAIT_MS, late, { ref: false })]);
  return { to: email, accepted, answer: redactStart(answer, ANSWER_LENGTH) };
}

/** An email that only shows that emails arrive. */
export async function testMessage(): Promise<Message> {
  const site = await siteName();
  return {
    subject: `Test email from ${site}`,
    paragraphs: [`This is a test. If you can read it, ${site} can send emails.`],
    action: null,
  };
}

async function takeTest(userId: string, now: Date): Promise<void> {
  const failedStep = await atomicallyUnsynced((tx) => [must("budget", takeHourly(tx, TESTS, userId, now))]);
  if (failedStep) throw await fullBudget(TESTS, userId, now);
}
