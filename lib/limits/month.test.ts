import { expect, test } from "vitest";
import { MonthCounter } from "#lib/limits/month.ts";

const at = (text: string) => Date.parse(text);

test("a month counts until its last millisecond, and the next one starts at 0", () => {
  const month = new MonthCounter(at("2026-02-10T00:00:00Z"));
  month.add(at("2026-02-10T00:00:00Z"), 3);
  expect(month.used(at("2026-02-28T23:59:59.999Z"))).toBe(3);
  expect(month.waitMs(at("2026-02-28T23:59:59.000Z"), 3, 1)).toBe(1000);
  expect(month.used(at("2026-03-01T00:00:00.000Z"))).toBe(0);
});

test("refunded cost no longer counts, and a refund from last month doesn't change this month", () => {
  const [first, next] = [at("2026-02-10T00:00:00Z"), at("2026-03-10T00:00:00Z")];
  const month = new MonthCounter(first);
  month.add(first, 3);
  month.subtract(first, 2);
  expect(month.used(first)).toBe(1);
  month.add(next, 4);
  month.subtract(first, 1);
  expect(month.used(next)).toBe(4);
});

test("a cost above the quota never fits", () => {
  expect(new MonthCounter(0).waitMs(0, 5, 6)).toBe(Number.POSITIVE_INFINITY);
});
