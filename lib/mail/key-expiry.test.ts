import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as keys from "#db/queries/keys.ts";
import * as members from "#db/queries/members.ts";
import { mails, users } from "#db/schema/accounts.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { keyExpiryNotices, workspaces } from "#db/schema/workspaces.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { newId } from "#lib/ids.ts";
import { queueKeyExpiryMails } from "#lib/mail/key-expiry.ts";
import { compose } from "#lib/mail/messages.ts";

const DAY_MS = 86_400_000;
const start = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
/** A moment of the day that many days from the first midnight. */
const day = (days: number) => new Date(start + days * DAY_MS);

beforeEach(async () => {
  await db().delete(mails);
  await db().delete(keyExpiryNotices);
  await db().delete(apiKeys);
});

async function key({ userId, workspaceId }: UserActor, expiresAt: Date, createdAt = day(-100)) {
  const id = newId("key", Date.now());
  const row = {
    id,
    workspaceId,
    environment: "live",
    name: `key ${id}`,
    hint: "lk_…abcd",
    scopes: [],
    metadata: {},
    createdByType: "user",
    createdById: userId,
    rootUserId: userId,
    createdAt,
    expiresAt,
  };
  await atomically((tx) => [step(keys.insert(tx as keys.CheckedDb, [row]))]);
  return id;
}

const newPerson = () => person(`expiry-${randomBytes(4).toString("hex")}`);
const queued = async () => db().select().from(mails);
const queuedOn = async (days: number) => {
  await db().delete(mails);
  await queueKeyExpiryMails(day(days));
  return (await queued()).length;
};

test("a key's creator gets an email 14, 7 and 1 days before it expires, once each", async () => {
  await key(await newPerson(), day(20.5));
  const sent = [];
  for (let days = 0; days < 22; days += 0.5) if ((await queuedOn(days)) > 0) sent.push(days);
  expect(sent).toEqual([6, 13, 19]);
});

test("a server that didn't run on the day makes up for it, until the next email is due", async () => {
  await key(await newPerson(), day(20.5));
  const sent = [];
  for (const days of [9, 10, 18, 19.5, 20]) if ((await queuedOn(days)) > 0) sent.push(days);
  expect(sent).toEqual([9, 18, 19.5]);
});

test.each([
  [3, [2]],
  [8, [1, 7]],
  [0.4, []],
])("a key created %d days before it expires only gets the emails that are due later", async (days, sent) => {
  await key(await newPerson(), day(days), day(0));
  const found = [];
  for (let at = 0; at < 10; at += 0.25) if ((await queuedOn(at)) > 0) found.push(at);
  expect(found).toEqual(sent);
});

test("a key with a new expiration date gets the emails again", async () => {
  const id = await key(await newPerson(), day(5));
  expect(await queuedOn(4)).toBe(1);
  await db()
    .update(apiKeys)
    .set({ expiresAt: day(30) })
    .where(eq(apiKeys.id, id));
  expect(await queuedOn(4)).toBe(0);
  expect(await queuedOn(29)).toBe(1);
});

test("several keys of a person come in one email, which names 20 of them", async () => {
  const ada = await newPerson();
  for (let i = 0; i < 25; i += 1) await key(ada, day(3 + i / 100));
  await queueKeyExpiryMails(day(2));
  const [mail, ...others] = await queued();
  expect(others).toEqual([]);
  const recipient = { signUpEndsAt: null, ...mail! };
  const message = (await compose("keys_expiring", recipient, day(2)))!;
  expect(message.subject).toBe("25 API keys expire soon");
  expect(message.paragraphs.filter((text) => text.includes("lk_…abcd"))).toHaveLength(20);
  expect(message.paragraphs).toContain("And 5 more.");
});

test("the creator, admins and owners get it, other members and those who switched it off don't", async () => {
  const [owner, admin, quiet, developer, creator, gone] = await Promise.all(
    Array.from({ length: 6 }, newPerson),
  );
  const { workspaceId } = owner!;
  const join = ({ userId }: UserActor, role: string) =>
    atomically((tx) => [step(members.insert(tx, { workspaceId, userId, role, createdAt: day(-1) }))]);
  await Promise.all([join(admin!, "admin"), join(quiet!, "admin"), join(developer!, "developer")]);
  await join(creator!, "developer");
  await db().update(users).set({ notifyKeyExpiring: false }).where(eq(users.id, quiet!.userId));
  await key({ ...creator!, workspaceId }, day(3));
  await key({ ...gone!, workspaceId }, day(3));
  await queueKeyExpiryMails(day(2));
  const keysOf = Object.fromEntries(
    (await queued()).map(({ userId, details }) => [userId, (details!.key_ids as string[]).length]),
  );
  expect(keysOf).toEqual({ [owner!.userId]: 2, [admin!.userId]: 2, [creator!.userId]: 1 });
});

test("revoked and disabled keys, and those of suspended and deleted workspaces, get none", async () => {
  const [ada, suspended, deleted] = [await newPerson(), await newPerson(), await newPerson()];
  const [revoked, disabled] = [await key(ada, day(3)), await key(ada, day(3))];
  await db()
    .update(apiKeys)
    .set({ revokedAt: day(0) })
    .where(eq(apiKeys.id, revoked));
  await db()
    .update(apiKeys)
    .set({ disabledAt: day(0) })
    .where(eq(apiKeys.id, disabled));
  await key(suspended, day(3));
  await key(deleted, day(3));
  const end = (id: string, change: object) =>
    db().update(workspaces).set(change).where(eq(workspaces.id, id));
  await end(suspended.workspaceId, { suspendedAt: day(0) });
  await end(deleted.workspaceId, { deletedAt: day(0) });
  expect(await queuedOn(2)).toBe(0);
});

test("an email about a key that was revoked after it was queued isn't sent", async () => {
  const id = await key(await newPerson(), day(3));
  await queueKeyExpiryMails(day(2));
  await db()
    .update(apiKeys)
    .set({ revokedAt: day(2) })
    .where(eq(apiKeys.id, id));
  const [mail] = await queued();
  const recipient = { signUpEndsAt: null, ...mail! };
  expect(await compose("keys_expiring", recipient, day(2))).toBeNull();
});

test("more keys than fit into one transaction are all noted once", async () => {
  const ada = await newPerson();
  for (let i = 0; i < 1100; i += 1) await key(ada, day(3));
  expect(await queueKeyExpiryMails(day(2))).toBe(1100);
  expect(await queueKeyExpiryMails(day(2))).toBe(0);
  expect((await queued()).length).toBeLessThanOrEqual(3);
}, 60_000);
