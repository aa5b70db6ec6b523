import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { atomically, atomicallyUnsynced, check, must, step } from "#db/atomically.ts";
import { type Db, sqlite } from "#db/client.ts";
import { isDuplicate } from "#db/faults.ts";
import * as budgets from "#db/queries/budgets.ts";
import { budgets as table } from "#db/schema/accounts.ts";

const now = new Date();
const later = new Date(now.getTime() + 60_000);

describe.each([
  ["atomically", atomically],
  ["atomicallyUnsynced", atomicallyUnsynced],
])("%s", (name, commit) => {
  const once = (subject: string) => `${name} ${subject}`;
  const use = (tx: Parameters<typeof budgets.use>[0], subject: string) =>
    budgets.use(tx, once(subject), 1, now, later);

  test("a failed step rolls back the whole transaction, and its label is returned", async () => {
    await commit((tx) => [step(use(tx, "spent"))]);
    const failedStep = await commit((tx) => [step(use(tx, "innocent")), must("left", use(tx, "spent"))]);
    expect(failedStep).toBe("left");
    expect(await budgets.resetsAt(once("innocent"), now)).toBeNull();
  });

  test("a committed transaction returns null", async () => {
    expect(await commit((tx) => [must("fresh", use(tx, "fresh"))])).toBeNull();
    expect(await budgets.resetsAt(once("fresh"), now)).toEqual(later);
  });

  test("of 50 concurrent transactions with the same condition, one commits", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => commit((tx) => [must("free", use(tx, "wanted"))])),
    );
    expect(outcomes.filter((failedStep) => failedStep === null)).toHaveLength(1);
  });

  test("a step hears of the commit, but not of a transaction that was rolled back", async () => {
    const heard: string[] = [];
    const telling = (tx: Db, subject: string) => ({
      ...step(use(tx, subject)),
      committed: () => heard.push(subject),
    });
    await commit((tx) => [telling(tx, "heard")]);
    await commit((tx) => [telling(tx, "unheard"), must("left", use(tx, "heard"))]);
    expect(heard).toEqual(["heard"]);
  });

  test("other transactions still wait for the disk", async () => {
    await commit((tx) => [step(use(tx, "any"))]);
    const handle = sqlite();
    if (handle) expect(handle.control.pragma("synchronous", { simple: true })).toBe(2);
  });
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
      step(budgets.use(tx, "checked", 10, now, later)),
      check(read(tx), (rows) => {
        seen.push(...rows);
        if (refused) throw new Error("refused");
      }),
    ]);
  await expect(plan(true)).rejects.toThrow("refused");
  expect(await budgets.resetsAt("checked", now)).toBeNull();
  expect(await plan(false)).toBeNull();
  expect(await budgets.resetsAt("checked", now)).not.toBeNull();
  expect(seen).toEqual([{ subject: "checked" }, { subject: "checked" }]);
});
