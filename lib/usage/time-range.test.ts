import { expect, test } from "vitest";
import { monthOf, timeRangeOf } from "#lib/usage/time-range.ts";

const now = new Date("2026-02-14T10:20:30.400Z");
const at = (text: string) => new Date(text);

test("monthOf returns the calendar month in UTC", () => {
  expect(monthOf(at("2026-12-31T23:59:59.999Z"))).toEqual({
    from: at("2026-12-01T00:00:00Z"),
    to: at("2027-01-01T00:00:00Z"),
  });
});

test("the default range is the last 24 hours in whole hours, including the current one", () => {
  expect(timeRangeOf({}, now)).toMatchObject({
    from: at("2026-02-13T10:00:00Z"),
    to: at("2026-02-14T11:00:00Z"),
  });
});

test("a range that ends exactly at the start of an interval doesn't include that interval", () => {
  const range = timeRangeOf(
    { from: at("2026-02-01T00:00:00Z"), to: at("2026-02-03T00:00:00Z"), interval: "day" },
    now,
  );
  expect(range).toMatchObject({ from: at("2026-02-01T00:00:00Z"), to: at("2026-02-03T00:00:00Z") });
});

test("a range that is empty, or too long for its interval, is rejected", () => {
  expect(() => timeRangeOf({ from: now, to: now }, now)).toThrow();
  expect(() => timeRangeOf({ from: at("2025-01-01T00:00:00Z"), interval: "minute" }, now)).toThrow();
});

test.each(["minute", "hour", "day"] as const)(
  "a range in %ss never leaves the years 1 to 9999",
  (interval) => {
    const [first, last] = [at("0001-01-01T00:00:00.000Z"), at("9999-12-31T23:59:59.999Z")];
    const atTheEnd = timeRangeOf({ from: at("9999-12-31T12:00:00Z"), to: last, interval }, now);
    expect(atTheEnd.to).toEqual(last);
    expect(timeRangeOf({ to: at("0001-01-01T12:00:00Z"), interval }, now).from).toEqual(first);
    expect(() => timeRangeOf({ to: first, interval }, now)).toThrow('"from" must be earlier');
  },
);
