import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { passTime } from "#e2e/unit/clock.ts";
import { DECIDING_ENGINES, stopEngines } from "#e2e/unit/engine.ts";
import { newTenant, usedOf } from "#e2e/unit/tenant.ts";

/** What happens between two requests, and the next request. */
const step = fc.record({
  gapMs: fc.oneof(fc.nat(400), fc.nat(15_000)),
  key: fc.nat(2),
  cost: fc.integer({ min: 0, max: 3 }),
  refunds: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
  next: fc.oneof(
    { weight: 8, arbitrary: fc.constant("nothing" as const) },
    fc.constantFrom("restart" as const, "compact" as const, "change" as const),
  ),
});

afterAll(stopEngines);

interface Accepted {
  key: string;
  at: number;
  cost: number;
}

describe.each(DECIDING_ENGINES)("limits decided by %s", (_, start) => {
  const LIMITS = { key: 4, plan: 7 };

  /** The cost that counts by definition: of requests accepted within the window. */
  const counted = (accepted: Accepted[], key: string | null, at: number, windowSeconds: number) =>
    accepted
      .filter((one) => (!key || one.key === key) && one.at > at - windowSeconds * 1000)
      .reduce((sum, { cost }) => sum + cost, 0);

  test("exactly the requests that fit are accepted, with any refunds, compaction, changed windows and restarts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { key: ofKey, plan, entry } = newTenant();
        const accepted: Accepted[] = [];
        let engine = await start();
        let windowSeconds = 10;
        for (const { gapMs, key: number, cost, refunds, next } of steps) {
          passTime(gapMs);
          const key = `key${number}`;
          const policies = [plan(LIMITS.plan, 20), ofKey(key, LIMITS.key, windowSeconds)];
          const decision = await engine.limiter.take(policies, cost);
          const before = [
            counted(accepted, null, decision.at, 20),
            counted(accepted, key, decision.at, windowSeconds),
          ];
          const fits = before[0]! + cost <= LIMITS.plan && before[1]! + cost <= LIMITS.key;
          expect(decision.cost).toBe(fits ? cost : 0);
          expect(decision.refusal === null).toBe(fits || cost === 0);
          expect(usedOf(decision.states)).toEqual(before.map((used) => used + decision.cost));
          if (refunds) await engine.limiter.refund(decision);
          else if (decision.cost > 0) {
            accepted.push({ key, at: decision.at, cost });
            await engine.log.append(entry(key, decision.at, { cost }));
          }
          if (next === "restart") engine = await start();
          if (next === "compact") await engine.compact(3);
          if (next === "change") windowSeconds = 5 + ((windowSeconds + 2) % 11);
        }
      }),
      { numRuns: 40 },
    );
  });
});
