import { randomBytes } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { mails, throttles } from "#db/schema/accounts.ts";
import { type ChangeWithMail, commitWithMail } from "#lib/accounts/commit-with-mail.ts";
import { newDevice } from "#lib/accounts/device-cookie.ts";
import type { MailFlow } from "#lib/accounts/mail-budgets.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";

const HOUR_MS = 3_600_000;
const start = new Date();
const later = (ms: number) => new Date(start.getTime() + ms);
const userId = newId("usr", start.getTime());
let networks = 0;
const newEmail = () => `${randomBytes(6).toString("hex")}@example.test`;
const newNetwork = (more: Partial<Visitor> = {}): Visitor => {
  networks += 1;
  return { ip: `198.51.${Math.floor(networks / 256)}.${networks % 256}`, device: null, ...more };
};

beforeAll(async () => {
  const user = { id: userId, email: newEmail(), passwordHash: "-", operator: false, createdAt: start };
  await atomically((tx) => [step(users.insert(tx, user))]);
});

/** Commits an email, and a row in `throttles` as the change. Returns which of the two were committed. */
async function commit(flow: MailFlow, email: string, visitor: Visitor, now = start, daily?: string) {
  const subject = randomBytes(8).toString("hex");
  const row = { subject, failures: 0, blockedUntil: now, updatedAt: now };
  const before = await db().$count(mails);
  const what: ChangeWithMail = {
    change: (tx) => [step(tx.insert(throttles).values(row))],
    mail: (tx, network) => [queueMail(tx, "reset_password", userId, now, network)],
    ...(daily && { daily }),
  };
  await commitWithMail(flow, email, visitor, now, what);
  const changed = (await db().select().from(throttles)).some((stored) => stored.subject === subject);
  return { changed, mailed: (await db().$count(mails)) > before };
}

/** How many of several commits, one after the other, had their email. */
async function mailed(times: number, ...call: Parameters<typeof commit>): Promise<number> {
  let sent = 0;
  for (let i = 0; i < times; i += 1) if ((await commit(...call)).mailed) sent += 1;
  return sent;
}

test.each([
  ["verification", 3, 2],
  ["reset", 2, 1],
] as const)("%s emails: %i per address and hour, %i of them by one network", async (flow, all, byOne) => {
  const email = newEmail();
  expect(await mailed(5, flow, email, newNetwork())).toBe(byOne);
  expect(await mailed(5, flow, email, newNetwork())).toBe(all - byOne);
  expect(await mailed(3, flow, email, newNetwork())).toBe(0);
  expect(await mailed(1, flow, newEmail(), newNetwork())).toBe(1);
  expect(await mailed(1, flow, email, newNetwork(), later(HOUR_MS - 1))).toBe(0);
  expect(await mailed(1, flow, email, newNetwork(), later(HOUR_MS))).toBe(1);
});

test("of 40 concurrent requests from as many networks, as many get their email as the address may get", async () => {
  const email = newEmail();
  const before = await db().$count(mails);
  await Promise.all(Array.from({ length: 40 }, () => commit("verification", email, newNetwork())));
  expect(await db().$count(mails)).toBe(before + 3);
});

test("each flow has its own budget", async () => {
  const email = newEmail();
  const visitor = newNetwork();
  expect(await mailed(3, "reset", email, visitor)).toBe(1);
  expect(await mailed(3, "verification", email, visitor)).toBe(2);
});

test("without its email, the change is still committed", async () => {
  const email = newEmail();
  const visitor = newNetwork();
  await mailed(2, "verification", email, visitor);
  expect(await commit("verification", email, visitor)).toEqual({ changed: true, mailed: false });
});

test("a device that has logged in gets 2 more, whatever its network has used up", async () => {
  const email = newEmail();
  const visitor = newNetwork({ device: newDevice() });
  await atomically((tx) => rememberVisitor(tx, { email, passwordHash: null }, visitor, start));
  for (let i = 0; i < 20; i += 1) await commit("verification", newEmail(), { ...visitor, device: null });
  for (let i = 0; i < 3; i += 1) await commit("reset", email, newNetwork());
  expect(await mailed(5, "reset", email, newNetwork({ device: newDevice() }))).toBe(0);
  expect(await mailed(5, "reset", email, visitor)).toBe(2);
});

async function addSignUp(email: string, cookieHash: string): Promise<void> {
  const id = newId("sup", start.getTime());
  const row = {
    id,
    email,
    name: null,
    passwordHash: "-",
    cookieHash,
    createdAt: start,
    expiresAt: later(HOUR_MS),
  };
  await atomically((tx) => signUps.insertIfRoom(tx, row, 5));
}

test("the browser that signed up gets 2 more, but not of what its network has used up", async () => {
  const [email, other] = [newEmail(), newEmail()];
  const own = newNetwork({ signUp: "hash of the cookie" });
  for (const address of [email, other]) await addSignUp(address, own.signUp!);
  for (let i = 0; i < 4; i += 1) await commit("verification", email, newNetwork());
  expect(await mailed(5, "verification", email, own)).toBe(2);
  for (let i = 0; i < 4; i += 1) await commit("verification", other, newNetwork());
  for (let i = 0; i < 20; i += 1) await commit("verification", newEmail(), own);
  expect(await mailed(5, "verification", other, own)).toBe(0);
});

test("a network causes 20 emails per hour; then some more changes are committed, and then none", async () => {
  const visitor = newNetwork();
  const outcomes = [];
  for (let i = 0; i < 130; i += 1) outcomes.push(await commit("verification", newEmail(), visitor));
  expect(outcomes.slice(0, 20).every((outcome) => outcome.mailed && outcome.changed)).toBe(true);
  expect(outcomes.slice(20).some((outcome) => outcome.mailed)).toBe(false);
  expect(outcomes.slice(20).filter((outcome) => outcome.changed)).toHaveLength(100);
  expect(await mailed(1, "verification", newEmail(), newNetwork())).toBe(1);
  expect(await mailed(1, "verification", newEmail(), visitor, later(HOUR_MS))).toBe(1);
});

test("this machine's own clients are not limited while APP_URL is loopback", async () => {
  for (const ip of ["127.0.0.1", "::1"]) {
    const visitor = { ip, device: null };
    let sent = 0;
    for (let i = 0; i < 25; i += 1) sent += await mailed(1, "verification", newEmail(), visitor);
    expect(sent).toBe(25);
  }
});

test("a daily email is sent once a day, and the others use the address's budget all the same", async () => {
  const email = newEmail();
  const told = (now: Date) => commit("verification", email, newNetwork(), now, "account_exists");
  expect(await told(start)).toEqual({ changed: true, mailed: true });
  expect(await told(start)).toEqual({ changed: true, mailed: false });
  expect(await commit("verification", email, newNetwork())).toEqual({ changed: true, mailed: true });
  expect(await commit("verification", email, newNetwork())).toEqual({ changed: true, mailed: false });
  expect((await told(later(24 * HOUR_MS - 1))).mailed).toBe(false);
  expect((await told(later(24 * HOUR_MS))).mailed).toBe(true);
});

test("requests with nothing to send leave what an address has", async () => {
  const email = newEmail();
  for (let i = 0; i < 10; i += 1)
    await commitWithMail("verification", email, newNetwork(), start, {
      change: () => [],
      mail: () => [],
      sendsNothing: true,
    });
  expect(await mailed(1, "verification", email, newNetwork())).toBe(1);
});
