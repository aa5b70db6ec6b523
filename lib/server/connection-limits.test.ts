import { expect, test } from "vitest";
import { connectionLimit } from "#lib/server/connection-limits.ts";

test.each([
  ["many", 20_000, 4000],
  ["unlimited", Number.POSITIVE_INFINITY, 4000],
  ["the usual number of", 1024, 412],
  ["few", 400, 100],
  ["too few", 100, 50],
])("with %s descriptors, each port gets its part of what others leave", (_, descriptors, limit) => {
  expect(connectionLimit(descriptors)).toBe(limit);
});

test("the limit of this process is known", () => {
  expect(connectionLimit()).toBeGreaterThanOrEqual(50);
});
