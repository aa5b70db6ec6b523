import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, check, must, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import { isDuplicate } from "#db/faults.ts";
import * as throttles from "#db/queries/throttles.ts";
import { throttles as table } from "#db/schema/accounts.ts";

const now = new Date();
const later = new Date(now.getTime() + 60_000);

test("a failed step rolls back the whole transaction, and its label is returned", async () => {
  await atomically((tx) => [step(throttles.block(tx, "blocked", now, later))]);
  const failedStep = await atomically((tx) => [
    step(throttles.block(tx, "innocent", now, later)),
    must("not_blocked", throttles.block(tx, "blocked", now, later)),
  ]);
  expect(failedStep).toBe("not_blocked");
  expect(await throttles.bySubject("innocent")).toBeNull();
});

test("a committed transaction returns null", async () => {
  expect(await atomically((tx) => [must("fresh", throttles.block(tx, "fresh", now, later))])).toBeNull();
  expect((await throttles.bySubject("fresh"))?.blockedUntil).toEqual(later);
});

test("of 50 concurrent transactions with the same condition, one commits", async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () =>
      atomically((tx) => [must("free", throttles.block(tx, "wanted", now, later))]),
    ),
  );
  expect(outcomes.filter((failedStep) => failedStep === null)).toHaveLength(1);
});

test("isDuplicate recognizes the engine's error", async () => {
  const { users } = await import("#db/schema/accounts.ts");
  const row = { id: "usr_1", email: "a@b.c", passwordHash: "-", operator: false, createdAt: now };
  await atomically((tx) => [step(tx.insert(users).values(row))]);
  const again = atomically((tx) => [step(tx.insert(users).values({ ...row, id: "usr_2" }))]);
  await expect(again.catch((error) => isDuplicate(error))).resolves.toBe(true);
});

test("a step decides on what the transaction sees, and what it throws rolls everything back", async () => {
  const seen: unknown[] = [];
  const read = (tx: Db) =>
    tx.select({ subject: table.subject }).from(table).where(eq(table.subject, "checked"));
  const plan = (refused: boolean) =>
    atomically((tx) => [
      step(throttles.block(tx, "checked", now, later)),
      check(read(tx), (rows) => {
        seen.push(...rows);
        if (refused) throw new Error("refused");
      }),
    ]);
  await expect(plan(true)).rejects.toThrow("refused");
  expect(await throttles.bySubject("checked")).toBeNull();
  expect(await plan(false)).toBeNull();
  expect(await throttles.bySubject("checked")).not.toBeNull();
  expect(seen).toEqual([{ subject: "checked" }, { subject: "checked" }]);
});
