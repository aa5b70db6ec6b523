import { expect, test } from "vitest";
import {
  groupingOf,
  mistakeIn,
  periodOf,
  seriesQuery,
  usageFilters,
} from "#components/usage/usage-filter.ts";

const now = Date.parse("2030-05-02T10:20:30.000Z");
const none = { range: null, from: null, to: null, group: null, key: null };
const custom = (from: string, to: string) =>
  periodOf({ range: null, from: new Date(from), to: new Date(to) }, now);

test.each([
  ["1h", "2030-05-02T09:21:00.000Z", "2030-05-02T10:21:00.000Z", "minute"],
  ["24h", "2030-05-01T11:00:00.000Z", "2030-05-02T11:00:00.000Z", "hour"],
  ["7d", "2030-04-26T00:00:00.000Z", "2030-05-03T00:00:00.000Z", "day"],
  ["30d", "2030-04-03T00:00:00.000Z", "2030-05-03T00:00:00.000Z", "day"],
  ["90d", "2030-02-02T00:00:00.000Z", "2030-05-03T00:00:00.000Z", "day"],
] as const)("%s is whole intervals in UTC, with the current one as the last", (range, from, to, interval) => {
  expect(periodOf({ ...none, range }, now)).toMatchObject({ from, to, interval });
});

test("without a range, or with one that makes no sense, it is the last 24 hours", () => {
  const day = periodOf({ ...none, range: "24h" }, now);
  expect(periodOf(none, now)).toEqual(day);
  expect(custom("2030-05-02T10:00:00Z", "2030-05-02T10:00:00Z")).toEqual(day);
  expect(custom("2030-05-02T10:00:00Z", "2030-05-01T10:00:00Z")).toEqual(day);
  expect(custom("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")).toEqual(day);
});

test("a custom range is counted by the minute, the hour or the day", () => {
  expect(custom("2030-05-02T10:00:00Z", "2030-05-02T11:00:00Z").interval).toBe("minute");
  expect(custom("2030-05-01T00:00:00Z", "2030-05-02T00:00:00Z").interval).toBe("hour");
  expect(custom("2030-04-01T00:00:00Z", "2030-05-02T00:00:00Z").interval).toBe("day");
});

test("a custom range ends after its start, and is not longer than the API can group", () => {
  const start = new Date("2030-01-01T00:00:00Z");
  expect(mistakeIn(start, new Date("2030-01-02T00:00:00Z"))).toBeNull();
  expect(mistakeIn(start, start)).toMatch(/after/);
  expect(mistakeIn(start, new Date("2031-02-01T00:00:00Z"))).toMatch(/366/);
});

test("requests are grouped by key, and those with one key by status, unless another group is chosen", () => {
  const key = `key_${"a".repeat(25)}`;
  expect(groupingOf(none)).toBe("key");
  expect(groupingOf({ ...none, key })).toBe("status");
  expect(groupingOf({ group: "route", key })).toBe("route");
  expect(seriesQuery("test", { ...none, key }, now)).toMatchObject({
    environment: "test",
    key_id: key,
    compare: "previous",
  });
});

test.each(["key_short", "x", "key_%00", `key_${"a".repeat(26)}`])("%s in the URL is not a key", (text) => {
  expect(usageFilters.key.parse(text)).toBeNull();
});
