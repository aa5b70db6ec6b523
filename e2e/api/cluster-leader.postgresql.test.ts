import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Cluster, type Instance, leadersOf, startCluster } from "#e2e/api/instances.ts";
import { account, newPerson, type Person } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { type MailServer, startMailServer } from "#e2e/mailbox.ts";

const MAILS = 24;
/** As many as the mailer sends at once. */
const AT_ONCE = 5;
/** Longer than a claim, and than a leader may be silent. */
const LONG = { timeout: 60_000, interval: 50 };

const folder = mkdtempSync(join(tmpdir(), "latchkey-mails-"));
let mails: MailServer;
let cluster: Cluster;

beforeAll(async () => {
  mails = await startMailServer(folder);
  cluster = await startCluster(inject("postgresqlUrl"), 3, { SMTP_URL: mails.url });
});

afterAll(async () => {
  await cluster?.end();
  await mails?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function leader(among: Instance[]): Promise<Instance> {
  let leaders: Instance[] = [];
  await expect
    .poll(async () => {
      leaders = await leadersOf(among);
      return leaders.length;
    }, LONG)
    .toBe(1);
  return leaders[0]!;
}

/** Queues emails at all of these instances in turns. */
async function queueMails(at: Instance[]): Promise<Person[]> {
  const people = Array.from({ length: MAILS }, newPerson);
  const answers = await Promise.all(people.map((person, i) => account(at[i % at.length]!, "signup", person)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  return people;
}

const queued = async (at: Instance) => (await query(at, "select id from mails")).length;

/** Waits until the queue is empty; returns how often each person got their email. */
async function arrivals(at: Instance, people: Person[]): Promise<number[]> {
  await expect.poll(() => queued(at), LONG).toBe(0);
  return Promise.all(people.map(async ({ email }) => (await mails.mailbox.all(email)).length));
}

test("a leader that is killed while it sends emails is followed by another, and each email is sent once", async () => {
  const first = await leader(cluster.instances);
  const others = cluster.instances.filter((one) => one !== first);
  mails.delay(400);
  const people = await queueMails(others);
  await expect.poll(() => mails.delayed(), { interval: 5 }).toBe(AT_ONCE);
  await first.kill();
  expect(await leader(others)).not.toBe(first);
  mails.delay(0);
  expect(await arrivals(others[0]!, people)).toEqual(people.map(() => 1));
  await first.start();
}, 120_000);

test("a leader that was stopped and wakes up sends no email that another one has sent meanwhile", async () => {
  const first = await leader(cluster.instances);
  const others = cluster.instances.filter((one) => one !== first);
  mails.delay(400);
  const people = await queueMails(others);
  await expect.poll(() => mails.delayed(), { interval: 5 }).toBe(AT_ONCE);
  first.process.kill("SIGSTOP");
  mails.delay(0);
  expect(await leader(others)).not.toBe(first);
  // The mail server accepts these emails from a process that can't take note of it. So they are sent again.
  const counts = await arrivals(others[0]!, people);
  expect(Math.min(...counts)).toBe(1);
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(people.length + AT_ONCE);
  first.process.kill("SIGCONT");
  const [second] = await queueMails([first]);
  await mails.mailbox.next(second!.email);
  expect(await leader(cluster.instances)).not.toBe(first);
  expect(await arrivals(others[0]!, people)).toEqual(counts);
}, 120_000);
