import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { passTime } from "#e2e/unit/clock.ts";
import { DECIDING_ENGINES, stopEngines } from "#e2e/unit/engine.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import type { Decision } from "#lib/limits/limiter.ts";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";

afterAll(stopEngines);

const step = fc.record({
  gapMs: fc.oneof(fc.nat(5), fc.nat(3000), fc.nat(30_000)),
  cost: fc.integer({ min: 0, max: 6 }),
  /** Which of the last accepted requests is refunded. */
  refunds: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(5)),
});

describe.each(DECIDING_ENGINES.slice(1))("%s", (_, start) => {
  test("agrees with the sliding window of one process on what is used, on waits and on resets", async () => {
    const { limiter } = await start();
    const run = async (
      limits: [number, number],
      spans: [number, number],
      steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
    ) => {
      const { key, plan } = newTenant();
      const policies = [plan(limits[0], spans[0]), key("a", limits[1], spans[1])];
      const windows = spans.map((seconds) => new SlidingWindow(seconds * 1000));
      const accepted: Decision[] = [];
      for (const { gapMs, cost, refunds } of steps) {
        passTime(gapMs);
        const decision = await limiter.take(policies, cost);
        const { at, refusal, states } = decision;
        const waits = windows.map((window, i) => (cost === 0 ? 0 : window.waitMs(at, limits[i]!, cost)));
        const longestMs = Math.max(...waits);
        const seconds = Math.min(Math.ceil(longestMs / 1000), 31 * 86_400);
        expect(refusal?.retryAfterSeconds ?? 0).toBe(seconds);
        expect(refusal?.policy).toBe(
          longestMs > 0 ? policies[waits.findIndex((wait) => wait > 0)] : undefined,
        );
        if (!refusal) for (const window of windows) window.add(at, cost);
        if (!refusal && cost > 0) accepted.push(decision);
        for (const [i, window] of windows.entries()) {
          expect(states[i]!.used).toBe(window.used(at));
          expect(states[i]!.resetSeconds).toBe(Math.ceil(window.resetMs(at) / 1000));
        }
        const [refunded] = refunds === null ? [] : accepted.splice(-1 - refunds, 1);
        if (!refunded) continue;
        await limiter.refund(refunded);
        for (const window of windows) window.subtract(refunded.at, refunded.cost);
      }
    };
    const span = fc.integer({ min: 1, max: 60 });
    const limit = fc.integer({ min: 1, max: 25 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(limit, limit), fc.tuple(span, span), fc.array(step, { maxLength: 60 }), run),
      { numRuns: 60 },
    );
  });
});
