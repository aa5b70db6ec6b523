import { expect, test } from "vitest";
import { monthOf, timeRangeOf } from "#lib/usage/time-range.ts";

const now = new Date("2026-02-14T10:20:30.400Z");
const at = (text: string) => new Date(text);

test("a month is the calendar's, UTC", () => {
  expect(monthOf(at("2026-12-31T23:59:59.999Z"))).toEqual({
    from: at("2026-12-01T00:00:00Z"),
    to: at("2027-01-01T00:00:00Z"),
  });
});

test("the last 24 hours by the hour, in whole hours, with the running one", () => {
  expect(timeRangeOf({}, now)).toMatchObject({
    from: at("2026-02-13T10:00:00Z"),
    to: at("2026-02-14T11:00:00Z"),
  });
});

test("a moment that is just the start of an interval ends the time range before it", () => {
  const range = timeRangeOf(
    { from: at("2026-02-01T00:00:00Z"), to: at("2026-02-03T00:00:00Z"), interval: "day" },
    now,
  );
  expect(range).toMatchObject({ from: at("2026-02-01T00:00:00Z"), to: at("2026-02-03T00:00:00Z") });
});

test("a time range that ends before it starts, or is too long for its interval, is refused", () => {
  expect(() => timeRangeOf({ from: now, to: now }, now)).toThrow();
  expect(() => timeRangeOf({ from: at("2025-01-01T00:00:00Z"), interval: "minute" }, now)).toThrow();
});
