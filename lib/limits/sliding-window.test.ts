import fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";

const WINDOW_MS = 1000;

test("an event counts until exactly one window length later", () => {
  const window = new SlidingWindow(WINDOW_MS);
  window.add(5000, 1);
  expect(window.used(5999)).toBe(1);
  expect(window.used(6000)).toBe(0);
});

test("the wait ends when enough of the oldest cost has left the window", () => {
  const window = new SlidingWindow(WINDOW_MS);
  window.add(0, 2);
  window.add(300, 1);
  expect(window.waitMs(400, 3, 1)).toBe(600);
  expect(window.waitMs(400, 3, 3)).toBe(900);
  expect(window.waitMs(400, 4, 1)).toBe(0);
});

test("a cost above the limit never fits", () => {
  expect(new SlidingWindow(WINDOW_MS).waitMs(0, 3, 4)).toBe(Number.POSITIVE_INFINITY);
});

test("after a limit is lowered below the counted cost, the wait ends when the excess has left the window", () => {
  const window = new SlidingWindow(WINDOW_MS);
  for (const at of [0, 100, 200, 300]) window.add(at, 1);
  expect(window.waitMs(300, 2, 1)).toBe(900);
});

test("the reset is when the oldest counted event leaves the window, or 0 if none is counted", () => {
  const window = new SlidingWindow(WINDOW_MS);
  expect(window.resetMs(0)).toBe(0);
  window.add(100, 1);
  window.add(500, 1);
  expect(window.resetMs(600)).toBe(500);
  expect(window.resetMs(1500)).toBe(0);
});

const arrivals = fc.array(fc.record({ gap: fc.nat(400), cost: fc.integer({ min: 1, max: 3 }) }), {
  maxLength: 200,
});

test("no window ever contains more than the limit, and no event that fits is refused", () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 3, max: 20 }), (steps, limit) => {
      const window = new SlidingWindow(WINDOW_MS);
      const accepted: { at: number; cost: number }[] = [];
      let now = 0;
      for (const { gap, cost } of steps) {
        now += gap;
        const before = costBetween(accepted, now - WINDOW_MS, now);
        const fits = window.waitMs(now, limit, cost) === 0;
        expect(fits).toBe(before + cost <= limit);
        expect(window.used(now)).toBe(before);
        if (!fits) continue;
        window.add(now, cost);
        accepted.push({ at: now, cost });
      }
      for (const { at } of accepted)
        expect(costBetween(accepted, at - WINDOW_MS, at)).toBeLessThanOrEqual(limit);
    }),
  );
});

test("a request is accepted when the wait is over", () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 3, max: 8 }), (steps, limit) => {
      const window = new SlidingWindow(WINDOW_MS);
      let now = 0;
      for (const { gap, cost } of steps) {
        now += gap + window.waitMs(now + gap, limit, cost);
        expect(window.waitMs(now, limit, cost)).toBe(0);
        window.add(now, cost);
      }
    }),
  );
});

test("a refund at any time leaves the window as if the cost had never been added", () => {
  const step = fc.record({ gap: fc.nat(400), cost: fc.integer({ min: 1, max: 3 }), back: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const [window, never] = [new SlidingWindow(WINDOW_MS), new SlidingWindow(WINDOW_MS)];
      const doubtful: { at: number; cost: number }[] = [];
      let now = 0;
      for (const { gap, cost, back } of steps) {
        now += gap;
        window.add(now, cost);
        if (back > 0) never.add(now, cost);
        else doubtful.push({ at: now, cost });
        if (back === 1) for (const { at, cost } of doubtful.splice(0)) window.subtract(at, cost);
        if (doubtful.length > 0) continue;
        expect(window.used(now)).toBe(never.used(now));
        expect(window.resetMs(now)).toBe(never.resetMs(now));
        expect(window.waitMs(now, 3, 2)).toBe(never.waitMs(now, 3, 2));
      }
    }),
  );
});

/** The cost accepted after `from` and not after `to`. */
function costBetween(events: { at: number; cost: number }[], from: number, to: number): number {
  return events.filter(({ at }) => at > from && at <= to).reduce((sum, { cost }) => sum + cost, 0);
}
