import { afterAll, describe, expect, test, vi } from "vitest";
import { passTime, setClock } from "#e2e/unit/clock.ts";
import { DECIDING_ENGINES, stopEngines } from "#e2e/unit/engine.ts";
import { newTenant, readBoth, takeAndLog, usedOf } from "#e2e/unit/tenant.ts";
import { clockMs } from "#lib/clock.ts";
import { monthMs } from "#lib/limits/month.ts";

const WIDE = 1_000_000;

afterAll(stopEngines);

// Everything that limits guarantee, for every engine. `start` starts the process or restarts it.
describe.each(DECIDING_ENGINES)("limits decided by %s", (_, start) => {
  test("of 200 concurrent requests, exactly as many as the limit are accepted, and none remain", async () => {
    const { limiter } = await start();
    const { key } = newTenant();
    const decisions = await Promise.all(Array.from({ length: 200 }, () => limiter.take([key("a", 60)], 1)));
    expect(decisions.filter(({ refusal }) => !refusal)).toHaveLength(60);
    const remaining = decisions.flatMap(({ states }) => states.map((state) => state.remaining));
    expect(Math.min(...remaining)).toBe(0);
  });

  test("a request that one policy refuses doesn't count in the others, and the first refusing policy is returned", async () => {
    const { limiter } = await start();
    const { key, plan, quota } = newTenant();
    const policies = [plan(10), key("a", 2), quota(2)];
    for (let i = 0; i < 5; i += 1) await limiter.take(policies, 1);
    expect((await limiter.take(policies, 1)).refusal?.policy).toBe(policies[1]);
    expect(usedOf(await limiter.read(policies))).toEqual([2, 2, 2]);
  });

  test("reading limits counts nothing and is never refused", async () => {
    const { limiter } = await start();
    const policies = [newTenant().key("a", 1)];
    await limiter.take(policies, 1);
    for (let i = 0; i < 3; i += 1) {
      expect((await limiter.take(policies, 0)).refusal).toBeNull();
      expect(usedOf(await limiter.read(policies))).toEqual([1]);
    }
    expect((await limiter.take(policies, 1)).refusal?.policy).toBe(policies[0]);
  });

  test("a request counts exactly its cost or nothing, and one that costs more than the limit never fits", async () => {
    const { limiter } = await start();
    const policies = [newTenant().key("a", 60)];
    const costs: number[] = [];
    for (let i = 0; i < 10; i += 1) costs.push((await limiter.take(policies, 7)).cost);
    expect(costs).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 0, 0]);
    expect((await limiter.take(policies, 4)).cost).toBe(4);
    expect((await limiter.take(policies, 61)).refusal?.retryAfterSeconds).toBeGreaterThan(86_400);
  });

  test("refunded cost no longer counts in any policy, and refused or expired requests refund nothing", async () => {
    const { limiter } = await start();
    const { key, plan, quota } = newTenant();
    const policies = [plan(5), key("a", 5, 120), quota(5)];
    await limiter.take(policies, 2);
    const taken = await limiter.take(policies, 3);
    await limiter.refund(await limiter.take(policies, 1));
    expect(usedOf(await limiter.read(policies))).toEqual([5, 5, 5]);
    await limiter.refund(taken);
    expect(usedOf(await limiter.read(policies))).toEqual([2, 2, 2]);
    const again = await limiter.take(policies, 3);
    passTime(61_000);
    await limiter.refund(again);
    expect(usedOf(await limiter.read(policies))).toEqual([0, 2, 2]);
  });

  test("a request is accepted when the wait is over, and not before", async () => {
    const { limiter } = await start();
    const policies = [newTenant().key("a", 2, 10)];
    await limiter.take(policies, 1);
    passTime(4000);
    await limiter.take(policies, 1);
    const { refusal, states } = await limiter.take(policies, 1);
    expect([refusal!.retryAfterSeconds, states[0]!.resetSeconds]).toEqual([6, 6]);
    passTime(5000);
    expect((await limiter.take(policies, 1)).refusal).not.toBeNull();
    passTime(1000);
    expect((await limiter.take(policies, 1)).refusal).toBeNull();
    expect((await limiter.take(policies, 1)).refusal).not.toBeNull();
  });

  test("a monthly quota counts until the month ends, and starts over with the next one", async () => {
    const engine = await start();
    const { quota, entry } = newTenant();
    const before = clockMs();
    setClock(monthMs(before).end - 5000);
    const accepted = await takeAndLog(engine, 5, [quota(3)], (at) => entry("a", at));
    expect(accepted).toHaveLength(3);
    expect((await engine.limiter.take([quota(3)], 1)).refusal?.retryAfterSeconds).toBeLessThanOrEqual(5);
    expect(await readBoth(await start(), [quota(3)])).toEqual([3]);
    passTime(5000);
    expect(await readBoth(engine, [quota(3)])).toEqual([0]);
    await engine.limiter.refund(accepted[0]!);
    expect(await takeAndLog(engine, 5, [quota(3)], (at) => entry("a", at))).toHaveLength(3);
    expect(await readBoth(await start(), [quota(3)])).toEqual([3]);
    setClock(before);
  });

  test("jumps of the wall clock neither reset a limit nor change the wait", async () => {
    const { limiter } = await start();
    const { key, quota } = newTenant();
    const policies = [key("a", 3), quota(3)];
    for (let i = 0; i < 3; i += 1) await limiter.take(policies, 1);
    for (const jumpMs of [40 * 86_400_000, 7_200_000, -7_200_000]) {
      const now = Date.now() + jumpMs;
      vi.spyOn(Date, "now").mockReturnValue(now);
      expect((await limiter.take([policies[0]!], 1)).refusal?.retryAfterSeconds).toBe(60);
      expect((await limiter.take([policies[1]!], 1)).refusal).not.toBeNull();
      vi.restoreAllMocks();
    }
  });

  test("a changed limit applies to the next decision", async () => {
    const { limiter } = await start();
    const { key } = newTenant();
    for (let i = 0; i < 3; i += 1) await limiter.take([key("a", 5)], 1);
    expect((await limiter.take([key("a", 3)], 1)).refusal).not.toBeNull();
    expect((await limiter.take([key("a", 4)], 1)).refusal).toBeNull();
  });

  test("a changed window counts requests that were logged before, compacted or not", async () => {
    const engine = await start();
    const { key, entry } = newTenant();
    for (let used = 0; used < 40; used += 1) {
      const policy = key("a", 40, 60 + used);
      expect(await readBoth(engine, [policy])).toEqual([used]);
      expect(await takeAndLog(engine, 1, [policy], (at) => entry("a", at))).toHaveLength(1);
      if (used % 3 === 0) await engine.compact(2);
    }
    expect((await engine.limiter.take([key("a", 40, 100)], 1)).refusal).not.toBeNull();
  });

  test("a changed window counts requests that are still being written", async () => {
    const { limiter, log } = await start();
    const { key, entry } = newTenant();
    const take = (windowSeconds: number) =>
      Promise.all(Array.from({ length: 300 }, () => limiter.take([key("a", 400, windowSeconds)], 1)));
    // More rows than fit into one commit, so some are being committed and others wait for the next commit.
    const logging = (await take(60)).map(({ at }) => log.append(entry("a", at)));
    await logging[0];
    expect((await take(61)).filter(({ refusal }) => !refusal)).toHaveLength(100);
    await Promise.all(logging);
  });

  test("after a restart, accepted requests still count for their key, user, workspace and environment", async () => {
    const { log } = await start();
    const { key, plan, quota, user, entry, ofUser } = newTenant();
    // In the current month, whenever the test runs.
    setClock(Math.max(clockMs(), monthMs(clockMs()).start + 70_000));
    const now = clockMs();
    const entries = [
      entry("a", now - 61_000),
      entry("a", now - 50_000),
      entry("a", now - 40_000, { cost: 7 }),
      entry("a", now - 5, { status: 429, cost: 0 }),
      entry("b", now - 10),
      entry("c", now - 10, { environment: "test" }),
      ofUser(now - 20),
      ofUser(now - 10),
    ];
    await Promise.all(entries.map((row) => log.append(row)));
    const policies = [key("a", 9), key("b", 9), plan(20), plan(20, 60, "test"), quota(99), user(9)];
    const engine = await start();
    expect(await readBoth(engine, policies)).toEqual([8, 1, 9, 1, 10, 2]);
    const { refusal, states } = await engine.limiter.take([key("a", 9)], 2);
    expect([refusal?.retryAfterSeconds, states[0]!.resetSeconds]).toEqual([10, 10]);
  });

  test("every row counts once at any time during compaction, when a counter is rebuilt then", async () => {
    const { log, compact, limiter } = await start();
    const { key, plan, quota, entry } = newTenant();
    const at = clockMs();
    await Promise.all(Array.from({ length: 90 }, (_, i) => log.append(entry(i % 3 ? "a" : "b", at))));
    for (let windowSeconds = 3600; ; windowSeconds += 1) {
      const policies = [
        key("a", WIDE, windowSeconds),
        key("b", WIDE, windowSeconds),
        plan(WIDE, windowSeconds),
      ];
      const [states] = await Promise.all([limiter.read([...policies, quota(WIDE)]), compact(3)]);
      expect(usedOf(states), `${windowSeconds}`).toEqual([60, 30, 90, 90]);
      expect(await readBoth({ log, compact, limiter }, policies), `${windowSeconds}`).toEqual([60, 30, 90]);
      if (!(await compact(7))) break;
    }
    expect(await readBoth(await start(), [key("a", WIDE), plan(WIDE), quota(WIDE)])).toEqual([60, 90, 90]);
  });

  test("if the clock was set back, rows from the future count as of now", async () => {
    const { log } = await start();
    const { key, entry } = newTenant();
    await log.append(entry("a", clockMs() + 3_600_000));
    const { refusal } = await (await start()).limiter.take([key("a", 1)], 1);
    expect(refusal?.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(refusal?.retryAfterSeconds).toBeGreaterThan(58);
  });
});
