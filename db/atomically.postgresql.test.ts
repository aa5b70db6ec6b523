import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, must, step } from "#db/atomically.ts";
import { CHANGES_AT_ONCE, type Db, db } from "#db/client.ts";
import * as budgets from "#db/queries/budgets.ts";
import { budgets as table } from "#db/schema/accounts.ts";

const now = new Date();
const later = new Date(now.getTime() + 60_000);

async function usedBy(subject: string): Promise<number> {
  const [row] = await db().select({ used: table.used }).from(table).where(eq(table.subject, subject));
  return row!.used;
}

test("two transactions that wait for each other both commit: the one that PostgreSQL ends runs again", async () => {
  await atomically((tx) => ["a", "b"].map((subject) => step(budgets.use(tx, subject, 10, now, later))));
  const countUp = (tx: Db, subject: string) =>
    tx
      .update(table)
      .set({ used: sql`${table.used} + 1` })
      .where(eq(table.subject, subject));
  const runs = { ab: 0, ba: 0 };
  const inOrder = (name: "ab" | "ba") =>
    atomically((tx) => {
      runs[name] += 1;
      const [first, second] = [...name] as [string, string];
      return [
        must("first", countUp(tx, first)),
        step(tx.execute(sql`select pg_sleep(0.3)`)),
        must("second", countUp(tx, second)),
      ];
    });
  const before = await usedBy("a");
  expect(await Promise.all([inOrder("ab"), inOrder("ba")])).toEqual([null, null]);
  // More than once where a busy machine lets them meet again.
  expect(runs.ab + runs.ba).toBeGreaterThanOrEqual(3);
  for (const subject of ["a", "b"]) expect(await usedBy(subject)).toBe(before + 2);
});

test("transactions that wait for a lock keep no other statement waiting for a connection", async () => {
  const { promise: end, resolve: letGo } = Promise.withResolvers<void>();
  const count = (tx: Db) => tx.update(table).set({ used: sql`${table.used}` });
  const first = atomically((tx) => [must("all", count(tx)), step(end)]);
  const others = Array.from({ length: 3 * CHANGES_AT_ONCE }, () =>
    atomically((tx) => [must("all", count(tx))]),
  );
  await usedBy("a");
  letGo();
  expect(new Set(await Promise.all([first, ...others]))).toEqual(new Set([null]));
});
