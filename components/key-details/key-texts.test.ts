import { expect, test } from "vitest";
import { durationText, overlapsUpTo, windowText } from "#components/key-details/key-texts.ts";
import { highestLimit } from "#components/keys/limit-cap.ts";

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
  expect([60, 90, 86_400].map(windowText)).toEqual(["minute", "90 seconds", "day"]);
});

test("overlaps are offered up to the workspace's maximum", () => {
  expect(overlapsUpTo(0)).toEqual([0]);
  expect(overlapsUpTo(7200)).toEqual([0, 3600, 7200]);
  expect(overlapsUpTo(86_400)).toEqual([0, 3600, 86_400]);
  expect(overlapsUpTo(604_800)).toEqual([0, 3600, 86_400, 604_800]);
});

test("a key's limit can be as high as the plan lets through in its window", () => {
  expect([1, 60, 61, 3600].map((seconds) => highestLimit(60, seconds))).toEqual([60, 60, 120, 3600]);
  expect(highestLimit(null, 60)).toBeNull();
});
