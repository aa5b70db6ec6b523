import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { account, newPerson, type Person } from "#e2e/api/people.ts";
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
