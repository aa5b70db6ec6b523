import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { auditOf, newOperator, operate } from "#e2e/api/operators.ts";
import { account, newPerson, type Person } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { epochMs, query } from "#e2e/api/store.ts";
import { type MailServer, startMailServer } from "#e2e/mailbox.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");
const FIRST_RETRY_WITHIN_MS = 6000;
const folder = mkdtempSync(join(tmpdir(), "latchkey-mails-"));
let mails: MailServer;
let server: OwnServer;

beforeAll(async () => {
  mails = await startMailServer(folder);
  const env = { SMTP_URL: mails.url, TRUSTED_PROXIES: "127.0.0.1", LOG_LEVEL: "error" };
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
});

afterAll(async () => {
  await server?.end();
  await mails?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function queued(): Promise<{ attempts: number; dueInMs: number }[]> {
  const rows = await query(server, "select attempts, due_at from mails");
  return rows.map((row) => ({ attempts: Number(row.attempts), dueInMs: epochMs(row.due_at) - Date.now() }));
}

/** Signs up while mails cannot be sent, and waits for the failed attempt. */
async function signUpWithFailingMail(): Promise<Person> {
  const person = newPerson();
  expect((await account(server, "signup", person)).status).toBe(202);
  const attempts = async () => (await queued()).map((mail) => mail.attempts);
  await expect.poll(attempts, { timeout: 10_000 }).toEqual([1]);
  for (const { dueInMs } of await queued()) expect(dueInMs).toBeLessThan(FIRST_RETRY_WITHIN_MS);
  return person;
}

/** Makes the next attempt due now instead of in a few seconds. */
async function makeDue(): Promise<void> {
  await query(server, "update mails set due_at = $1", [dialect === "sqlite" ? Date.now() : new Date()]);
}

async function expectSentOnce({ email }: Person): Promise<void> {
  await makeDue();
  await mails.mailbox.next(email, { timeoutMs: 10_000 });
  await expect.poll(queued, { timeout: 5000 }).toEqual([]);
  expect(await mails.mailbox.all(email)).toHaveLength(1);
}

test("a mail that the SMTP server refuses for now is retried until it is sent", async () => {
  mails.refuse(451);
  const person = await signUpWithFailingMail();
  await makeDue();
  await expect
    .poll(async () => (await queued()).map((mail) => mail.attempts), { timeout: 10_000 })
    .toEqual([2]);
  expect(await mails.mailbox.all(person.email)).toEqual([]);
  mails.refuse(null);
  await expectSentOnce(person);
});

test("a mail that meets a closed SMTP port is sent once the port is open again", async () => {
  await mails.close();
  const person = await signUpWithFailingMail();
  await mails.reopen();
  await expectSentOnce(person);
});

test("a mail that is still queued when the process is killed is sent after the restart", async () => {
  await mails.close();
  const person = await signUpWithFailingMail();
  await server.kill();
  await mails.reopen();
  await server.restart();
  await expectSentOnce(person);
});

test("an operator sends a failed email now, and one that was sent is a conflict", async () => {
  mails.refuse(null);
  const operator = await newOperator({ ...server, mailbox: mails.mailbox });
  mails.refuse(451);
  const person = await signUpWithFailingMail();
  const late = Date.now() + 3_600_000;
  await query(server, "update mails set due_at = $1", [dialect === "sqlite" ? late : new Date(late)]);
  const { body } = await operate(server, operator, "GET", "mails?failed=true");
  const { id } = body.data[0];
  const retry = (mailId = id) => operate(server, operator, "POST", `mails/${mailId}/retry`);
  const retried = await retry();
  expect(retried.status).toBe(200);
  expect(retried.body.data).toMatchObject({ id, to: person.email, attempts: 1 });
  expect(JSON.stringify(retried.body)).not.toContain("token");
  // It fails again, and stays in the queue.
  await expect
    .poll(async () => (await queued()).map((mail) => mail.attempts), { timeout: 10_000 })
    .toEqual([2]);
  mails.refuse(null);
  await query(server, "update mails set due_at = $1", [dialect === "sqlite" ? late : new Date(late)]);
  expect((await retry()).status).toBe(200);
  await mails.mailbox.next(person.email, { timeoutMs: 10_000 });
  await expect.poll(queued, { timeout: 5000 }).toEqual([]);
  expectProblem(await retry(), 409, "conflict", "mail_not_queued");
  expectProblem(await retry("mail_1"), 404, "not_found");
  expect(await mails.mailbox.all(person.email)).toHaveLength(1);
  expect(await auditOf(server, id)).toEqual(["mail.retried by operator", "mail.retried by operator"]);
});

test("an operator can retry 60 emails an hour, also at the same time", async () => {
  mails.refuse(null);
  const operator = await newOperator({ ...server, mailbox: mails.mailbox });
  const ids = Array.from({ length: 61 }, (_, i) => `mail_${String(i).padStart(25, "7")}`);
  const [now, late] = [Date.now(), Date.now() + 3_600_000].map((ms) =>
    dialect === "sqlite" ? ms : new Date(ms),
  );
  // To nobody any more: it is dropped when its turn comes.
  for (const id of ids)
    await query(
      server,
      "insert into mails (id, kind, created_at, attempts, due_at, turn) values ($1, 'verify_email', $2, 1, $3, 0)",
      [id, now, late],
    );
  const answers = await Promise.all(ids.map((id) => operate(server, operator, "POST", `mails/${id}/retry`)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
  const refused = answers.find(({ status }) => status !== 200)!;
  expectProblem(refused, 429, "too_many_attempts");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
  await query(server, "delete from mails");
});
