import { afterEach, expect, test, vi } from "vitest";
import { clockMs, noEarlier, noteLatest } from "#lib/clock.ts";
import { EmbeddedLedger } from "#lib/ledger/embedded.ts";
import type { Policy } from "#lib/ledger/ledger.ts";

const HOUR_MS = 3_600_000;

afterEach(() => vi.useRealTimers());

test.each([-HOUR_MS, HOUR_MS])(
  "a wall clock that steps by %i ms gives no second limit, and no wait that is negative or longer",
  async (step) => {
    const policies: Policy[] = [
      { name: "key", limit: 1, windowSeconds: 60, subject: { kind: "key", keyId: `key${step}` } },
    ];
    const ledger = new EmbeddedLedger();
    expect((await ledger.decide(policies, 1)).refusal).toBeNull();
    const before = clockMs();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + step });
    expect(clockMs() - before).toBeLessThan(60_000);
    expect(clockMs()).toBeGreaterThanOrEqual(before);
    const { refusal } = await ledger.decide(policies, 1);
    expect(refusal?.retryAfterSeconds).toBeGreaterThan(0);
    expect(refusal?.retryAfterSeconds).toBeLessThanOrEqual(60);
  },
);

test("what had expired by the latest moment known stays expired, unless that moment is more than a day ahead", () => {
  const now = new Date(clockMs());
  const after = (ms: number) => new Date(now.getTime() + ms);
  noteLatest(after(48 * HOUR_MS).getTime());
  expect(noEarlier(now)).toEqual(now);
  noteLatest(after(3 * HOUR_MS).getTime());
  expect(noEarlier(now)).toEqual(after(3 * HOUR_MS));
  expect(noEarlier(after(4 * HOUR_MS))).toEqual(after(4 * HOUR_MS));
});
