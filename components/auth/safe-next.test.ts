import { expect, test } from "vitest";
import { safeNext } from "#components/auth/safe-next.ts";

const home = "/settings/api-keys";

test.each([
  ["/settings/usage", "/settings/usage"],
  ["/settings/usage?environment=test#requests", "/settings/usage?environment=test#requests"],
  [null, home],
  ["", home],
  ["settings", home],
  ["https://elsewhere.example/", home],
  ["javascript:alert(1)", home],
  ["//elsewhere.example", home],
  ["/\\elsewhere.example", home],
  ["/\t/elsewhere.example", home],
  ["/\n//elsewhere.example", home],
])("the log-in leads from %j to %j, and never off this site", (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
