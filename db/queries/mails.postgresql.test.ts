import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as mails from "#db/queries/mails.ts";
import { mails as table } from "#db/schema/accounts.ts";

const now = new Date("2026-11-28T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const mail = (i: number) => ({
  id: `mail_${String(i).padStart(2, "0")}`,
  kind: "account_exists",
  email: `person-${i}@example.test`,
  createdAt: now,
  attempts: 0,
  dueAt: now,
});
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

beforeEach(async () => {
  await db().delete(table);
  await db()
    .insert(table)
    .values(Array.from({ length: 20 }, (_, i) => mail(i)));
});

test("processes that claim emails at the same time get different ones, and each gets some", async () => {
  const claims = await Promise.all([0, 1, 2, 3].map(() => mails.claim(now, later(30), 5)));
  expect(claims.map((rows) => rows.length)).toEqual([5, 5, 5, 5]);
  expect(new Set(claims.flatMap(ids)).size).toBe(20);
  expect(await mails.claim(now, later(30), 5)).toEqual([]);
});

test("a claim ends, and whoever had it notices before sending, and changes nothing after it", async () => {
  const [first] = await mails.claim(now, later(30), 1);
  expect(await mails.addressOf(first!)).toBe(first!.email);
  await mails.claim(later(29), later(59), 20);
  expect(await mails.addressOf(first!)).toBe(first!.email);
  const again = (await mails.claim(later(30), later(60), 20)).find(({ id }) => id === first!.id);
  expect(await mails.addressOf(first!)).toBeNull();
  await mails.postpone(db(), first!, later(3600), "it woke up late");
  expect(await mails.addressOf(again!)).toBe(first!.email);
  await mails.postpone(db(), again!, later(3600), "refused");
  expect(ids(await mails.claim(later(61), later(90), 20))).not.toContain(first!.id);
});
