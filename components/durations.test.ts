import { expect, test } from "vitest";
import { durationText, windowText } from "#components/durations.ts";

test("times are told in their largest unit, and a day in hours", () => {
  expect([1, 60, 90, 3600, 7200, 86_400, 172_800, 604_800].map(durationText)).toEqual([
    "1 second",
    "1 minute",
    "90 seconds",
    "1 hour",
    "2 hours",
    "24 hours",
    "2 days",
    "7 days",
  ]);
});

test("the window of a limit is told without a number if it is one unit", () => {
  expect([1, 60, 90, 7200, 86_400].map(windowText)).toEqual([
    "second",
    "minute",
    "90 seconds",
    "2 hours",
    "day",
  ]);
});
