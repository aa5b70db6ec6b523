import { expect, test } from "vitest";
import { hoursOf } from "#components/key-details/hours.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

test("hours without requests are shown, too, up to the one that runs", () => {
  const series = [{ start: "2026-03-01T11:00:00.000Z", total: 7 } as UsageBucket];
  const period = { start: "2026-03-01T10:00:00.000Z", end: "2026-03-01T12:20:00.000Z" };
  expect(hoursOf({ period, series }).map(({ total }) => total)).toEqual([0, 7, 0]);
  expect(hoursOf({ period: { ...period, end: period.start }, series: [] })).toEqual([]);
});
