import { expect, test } from "vitest";
import { limitCap, limitError } from "#components/key-dialogs/limit-cap.ts";

test.each([
  [60, 1, 60],
  [60, 60, 60],
  [60, 3600, 3600],
  [60, 86_400, 86_400],
  [6000, 86_400, 100_000],
  [null, 60, 100_000],
])("a plan with %s requests per minute leaves room for a limit per %s s of %s", (plan, seconds, cap) => {
  expect(limitCap(plan, seconds)).toBe(cap);
  expect(limitError(cap, seconds, plan)).toBeNull();
  expect(limitError(cap + 1, seconds, plan)).toMatch(/^(Use|Your plan allows up to) /);
});

test("a limit above the plan's says what the plan allows", () => {
  expect(limitError(100, 60, 60)).toBe("Your plan allows up to 60 requests per minute.");
  expect(limitError(100, 1, 60)).toBe("Use 60 or fewer per second: your plan allows 60 requests per minute.");
});

test.each([0, -1, 1.5, Number.NaN])("%s is not a number of requests", (requests) => {
  expect(limitError(requests, 60, 60)).toBe("Enter a whole number, 1 or more.");
});
