import { eq, isNotNull } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { auditChains, auditEvents } from "#db/schema/audit.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import { auditHeads, logHeadsDaily } from "#lib/audit/heads.ts";
import { pruneAudit } from "#lib/audit/prune.ts";
import { sealAll, startSealer } from "#lib/audit/sealer.ts";
import { verifyAudit } from "#lib/audit/verify.ts";
import { log } from "#lib/log.ts";

const DAY_MS = 86_400_000;
const WORKSPACE = "ws_1";

/** Records events in one transaction each. */
async function record(count: number, workspaceId: string | null = WORKSPACE): Promise<void> {
  for (let i = 0; i < count; i += 1)
    await commitAudited(
      SYSTEM,
      [
        {
          action: "key.changed",
          workspaceId,
          target: { type: "key", id: `key_${i}`, label: null },
          // PostgreSQL stores the members of an object in another order.
          changes: { metadata: { before: { long: 1, b: [true, null, 1e2] }, after: { ü: "“" } } },
        },
      ],
      () => [],
    );
}

/** The sealed events of the workspace, in order. */
async function sealed() {
  const rows = await db().select().from(auditEvents).where(isNotNull(auditEvents.number));
  return rows.filter(({ workspaceId }) => workspaceId === WORKSPACE).sort((a, b) => a.number! - b.number!);
}

const change = (id: string, values: Partial<typeof auditEvents.$inferInsert>) =>
  db().update(auditEvents).set(values).where(eq(auditEvents.id, id));
const remove = (id: string) => db().delete(auditEvents).where(eq(auditEvents.id, id));

beforeEach(async () => {
  await db().delete(auditEvents);
  await db().delete(auditChains);
});

test("each workspace and the installation have a chain of their own, and all events fit", async () => {
  await record(120);
  await record(3, "ws_2");
  await record(2, null);
  await sealAll();
  await record(1);
  expect(await verifyAudit()).toEqual({ misfit: null, chains: 3, sealed: 125, unsealed: 1 });
  expect((await sealed()).map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  const heads = await auditHeads();
  expect(heads.map(({ chain, number }) => [chain, number])).toEqual([
    ["installation", 2],
    [WORKSPACE, 120],
    ["ws_2", 3],
  ]);
});

test("two sealers at the same time don't fork a chain", async () => {
  const sealOften = async () => {
    for (let i = 0; i < 40; i += 1) await sealAll();
  };
  await Promise.all([sealOften(), record(60), sealOften(), record(60), sealOften()]);
  await sealAll();
  expect(await verifyAudit()).toMatchObject({ misfit: null, sealed: 120, unsealed: 0 });
});

test("the sealer seals new events within a second", async () => {
  const stop = startSealer();
  try {
    await record(1);
    const began = performance.now();
    await expect.poll(async () => (await verifyAudit()).sealed, { interval: 20 }).toBe(1);
    expect(performance.now() - began).toBeLessThan(1000);
    await record(1);
  } finally {
    await stop();
  }
  expect(await verifyAudit()).toMatchObject({ sealed: 2, unsealed: 0 });
});

describe("verify names the first event that doesn't fit", () => {
  type Row = Awaited<ReturnType<typeof sealed>>[number];
  const cases: Record<string, [(rows: Row[]) => Promise<unknown>, number, string]> = {
    "a changed label": [(rows) => change(rows[4]!.id, { targetLabel: "other" }), 5, "changed"],
    "a changed time": [(rows) => change(rows[4]!.id, { at: new Date(0) }), 5, "changed"],
    "changed changes": [
      (rows) => change(rows[4]!.id, { changes: { metadata: { before: { b: 1 }, after: {} } } }),
      5,
      "changed",
    ],
    "a changed hash": [(rows) => change(rows[4]!.id, { hash: "0" }), 5, "changed"],
    "a changed actor": [(rows) => change(rows[4]!.id, { actorId: "usr_other" }), 5, "changed"],
    "a deleted event": [(rows) => remove(rows[4]!.id), 5, "missing"],
    "a deleted first event": [(rows) => remove(rows[0]!.id), 1, "missing"],
    "a deleted last event": [(rows) => remove(rows.at(-1)!.id), 10, "cut_off"],
    "an event moved to another workspace": [
      (rows) => change(rows[4]!.id, { workspaceId: "ws_9" }),
      5,
      "missing",
    ],
    "an inserted event with a number that is taken": [
      ([row]) =>
        db()
          .insert(auditEvents)
          .values({ ...row!, id: "evt_zz", number: 4 }),
      4,
      "inserted",
    ],
    "an inserted event beyond the end": [
      ([row]) =>
        db()
          .insert(auditEvents)
          .values({ ...row!, id: "evt_zz", number: 11 }),
      11,
      "inserted",
    ],
    "events whose chain was deleted": [() => db().delete(auditChains), 1, "inserted"],
    "a chain that ends elsewhere": [() => db().update(auditChains).set({ hash: "0" }), 10, "changed"],
    "a swapped pair": [
      async (rows) => {
        await change(rows[4]!.id, { number: 6 });
        await change(rows[5]!.id, { number: 5 });
      },
      5,
      "changed",
    ],
  };
  test.each(Object.entries(cases))("%s", async (_, [tamper, number, problem]) => {
    await record(10);
    await sealAll();
    await tamper(await sealed());
    expect((await verifyAudit()).misfit).toMatchObject({ chain: WORKSPACE, number, problem });
  });
});

test("an event that is deleted before it is sealed leaves no gap, but is never sealed either", async () => {
  await record(3);
  const [first] = await db().select().from(auditEvents);
  await remove(first!.id);
  await sealAll();
  expect(await verifyAudit()).toMatchObject({ misfit: null, sealed: 2 });
});

test("retention deletes whole prefixes, and the rest can still be verified", async () => {
  await record(450);
  await record(2, null);
  await sealAll();
  const now = Date.now();
  await pruneAudit(now + 10 * DAY_MS, 0);
  await pruneAudit(now, 1);
  expect(await verifyAudit()).toMatchObject({ misfit: null, sealed: 452 });
  const head = await auditHeads();
  // A chain can contain events in another order than that of their times: what comes after a young one stays.
  await db().delete(auditEvents);
  await db().delete(auditChains);
  await record(450);
  const rows = await db().select().from(auditEvents).orderBy(auditEvents.id);
  await change(rows[430]!.id, { at: new Date(now + 20 * DAY_MS) });
  await record(1, null);
  await sealAll();
  await pruneAudit(now + 2 * DAY_MS, 1);
  expect(await verifyAudit()).toMatchObject({ misfit: null, chains: 2, sealed: 20, unsealed: 0 });
  expect((await sealed())[0]!.number).toBe(431);
  expect((await auditHeads()).map(({ number }) => number)).toEqual([1, 450]);
  expect(head.map(({ number }) => number)).toEqual([2, 450]);
  await record(5);
  await sealAll();
  expect(await verifyAudit()).toMatchObject({ misfit: null, sealed: 25 });
  await remove((await sealed())[0]!.id);
  expect((await verifyAudit()).misfit).toMatchObject({ number: 431, problem: "missing" });
});

test("each day's heads go to the log, once, if they have changed", async () => {
  const info = vi.spyOn(log, "info");
  const logHeads = logHeadsDaily();
  await record(1);
  await sealAll();
  for (const day of [0, 0.5, 1]) await logHeads(day * DAY_MS);
  await record(1);
  await sealAll();
  await logHeads(1.5 * DAY_MS);
  await logHeads(2 * DAY_MS);
  const logged = info.mock.calls as unknown as [{ heads: { number: number }[] }][];
  const numbers = logged.map(([{ heads }]) => heads.map(({ number }) => number));
  expect(numbers).toEqual([[1], [2]]);
  info.mockRestore();
});
