import { expect, test } from "vitest";
import { dailyByKey, firstDay } from "#components/key-list/daily-requests.ts";

const from = firstDay(Date.parse("2026-03-31T23:59:00Z"));

const bucket = (group: string, day: string, total: number, succeeded: number) => ({
  start: `${day}T00:00:00.000Z`,
  group,
  total,
  succeeded,
  failed: total - succeeded,
  rate_limited: 0,
});

test("the last 30 days end today, in UTC", () => {
  expect(from).toBe("2026-03-02T00:00:00.000Z");
});

test("days without requests count as none", () => {
  const series = dailyByKey(from, [bucket("key_a", "2026-03-02", 5, 3), bucket("key_a", "2026-03-31", 1, 1)]);
  expect(series.get("key_a")).toHaveLength(30);
  expect(series.get("key_a")?.[0]).toEqual({ day: "2026-03-02", succeeded: 3, refused: 2 });
  expect(series.get("key_a")?.[1]).toEqual({ day: "2026-03-03", succeeded: 0, refused: 0 });
  expect(series.get("key_a")?.[29]).toEqual({ day: "2026-03-31", succeeded: 1, refused: 0 });
});

test("a bucket of a day that began meanwhile is left out", () => {
  const series = dailyByKey(from, [bucket("key_a", "2026-04-01", 5, 5)]);
  expect(series.get("key_a")?.some(({ succeeded }) => succeeded > 0)).toBe(false);
});
