import { expect, test } from "vitest";
import { lastDay, toDay } from "#components/usage/last-day.ts";

const now = Date.parse("2030-05-02T10:20:30.000Z");
const point = (start: string, group: string, total: number) => ({
  start,
  group,
  total,
  succeeded: total,
  failed: 0,
  rate_limited: 0,
});

test("the last day is 24 whole hours that end with the current one", () => {
  expect(lastDay(now)).toEqual({ from: "2030-05-01T11:00:00.000Z", to: "2030-05-02T11:00:00.000Z" });
});

test("every request of the day is in exactly one hour, and older ones in none", () => {
  const day = toDay(
    [
      point("2030-05-02T10:00:00.000Z", "a", 3),
      point("2030-05-01T11:00:00.000Z", "b", 5),
      point("2030-05-01T10:00:00.000Z", "a", 7),
    ],
    now,
  );
  expect(day.total).toBe(8);
  expect(day.hours.at(0)?.total).toBe(5);
  expect(day.hours.at(-1)?.total).toBe(3);
});

test("the four busiest keys each have their own color, the others share one", () => {
  const points = ["a", "b", "c", "d", "e", "f"].map((group, index) =>
    point("2030-05-02T09:00:00.000Z", group, index + 1),
  );
  const day = toDay(points, now);
  expect(day.groups).toEqual(["f", "e", "d", "c", null]);
  expect(day.hours.at(-2)?.parts).toEqual([6, 5, 4, 3, 3]);
});
