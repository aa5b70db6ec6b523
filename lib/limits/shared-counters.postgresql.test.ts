import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { passTime } from "#e2e/unit/clock.ts";
import { DECIDING_ENGINES, stopEngines } from "#e2e/unit/engine.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import type { Decision } from "#lib/limits/limiter.ts";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";

afterAll(stopEngines);

/** What happens between two groups of requests that arrive together, and the requests: of which key, with which cost. */
const step = fc.record({
  gapMs: fc.oneof(fc.nat(5), fc.nat(3000), fc.nat(30_000)),
  asks: fc.array(fc.record({ key: fc.nat(1), cost: fc.integer({ min: 0, max: 6 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
  /** Which of the last accepted requests is refunded. */
  refunds: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(5)),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(DECIDING_ENGINES.slice(1))("%s", (_, start) => {
  test("agrees with the sliding window of one process on what is used, on waits and on resets", async () => {
    const { limiter } = await start();
    const run = async (limits: [number, number], spans: [number, number], steps: Step[]) => {
      const { key, plan } = newTenant();
      const planWindow = new SlidingWindow(spans[0] * 1000);
      const keys = ["a", "b"].map((name) => ({
        policies: [plan(limits[0], spans[0]), key(name, limits[1], spans[1])],
        windows: [planWindow, new SlidingWindow(spans[1] * 1000)],
      }));
      // A request that misses a counter is decided once that is built, after others.
      for (const { policies } of keys) await limiter.read(policies);
      const accepted: { decision: Decision; windows: SlidingWindow[] }[] = [];
      for (const { gapMs, asks, refunds } of steps) {
        passTime(gapMs);
        const decisions = await Promise.all(
          asks.map((ask) => limiter.take(keys[ask.key]!.policies, ask.cost)),
        );
        for (const [n, decision] of decisions.entries()) {
          const { cost } = asks[n]!;
          const { policies, windows } = keys[asks[n]!.key]!;
          const { at, refusal, states } = decision;
          const waits = windows.map((window, i) => (cost === 0 ? 0 : window.waitMs(at, limits[i]!, cost)));
          const longestMs = Math.max(...waits);
          const seconds = Math.min(Math.ceil(longestMs / 1000), 31 * 86_400);
          expect(refusal?.retryAfterSeconds ?? 0).toBe(seconds);
          expect(refusal?.policy).toBe(
            longestMs > 0 ? policies[waits.findIndex((wait) => wait > 0)] : undefined,
          );
          if (!refusal) for (const window of windows) window.add(at, cost);
          if (!refusal && cost > 0) accepted.push({ decision, windows });
          for (const [i, window] of windows.entries()) {
            expect(states[i]!.used).toBe(window.used(at));
            expect(states[i]!.resetSeconds).toBe(Math.ceil(window.resetMs(at) / 1000));
          }
        }
        const [refunded] = refunds === null ? [] : accepted.splice(-1 - refunds, 1);
        if (!refunded) continue;
        await limiter.refund(refunded.decision);
        for (const window of refunded.windows) window.subtract(refunded.decision.at, refunded.decision.cost);
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
