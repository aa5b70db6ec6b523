import { expect, test } from "vitest";
import { type Checks, noteFailed, notePassed, readChecks } from "#lib/request-log/checks.ts";

test("checks are read in the order in which they were noted", () => {
  const checks: Checks = [];
  expect(readChecks(checks)).toEqual([]);
  notePassed(checks, "credential", "API key lk_live_Ab3d…x7Qa");
  noteFailed(checks, "limit:plan", "!");
  expect(readChecks(JSON.parse(JSON.stringify(checks)))).toEqual([
    { check: "credential", outcome: "passed", detail: "API key lk_live_Ab3d…x7Qa" },
    { check: "limit:plan", outcome: "failed", detail: "!" },
  ]);
});

test("the detail of a failed check is redacted and cut, because it may quote the request", () => {
  const checks: Checks = [];
  noteFailed(checks, "scope", `The API key is missing the scope lk_live_${"a".repeat(36)}.`);
  noteFailed(checks, "scope", "a:b, ".repeat(100));
  const [secret, long] = readChecks(checks);
  expect(secret!.detail).toBe("The API key is missing the scope [redacted].");
  expect(long!.detail).toHaveLength(300);
});
