import { expect, test } from "vitest";
import { TokenBuckets } from "#lib/token-buckets.ts";

const newBuckets = () => new TokenBuckets({ capacity: 3, perSecond: 2, size: 4 });

test("a key can take its capacity at once, and then what it gets back", () => {
  const buckets = newBuckets();
  for (let i = 0; i < 3; i += 1) expect(buckets.take("a", 0)).toBe(0);
  expect(buckets.take("a", 0)).toBe(500);
  expect(buckets.take("a", 250)).toBe(250);
  expect(buckets.take("a", 500)).toBe(0);
  expect(buckets.take("a", 500)).toBe(500);
});

test("what a key does not take is kept up to its capacity", () => {
  const buckets = newBuckets();
  for (let i = 0; i < 3; i += 1) buckets.take("a", 0);
  for (let i = 0; i < 3; i += 1) expect(buckets.take("a", 3_600_000)).toBe(0);
  expect(buckets.take("a", 3_600_000)).toBe(500);
});

test("keys do not share", () => {
  const buckets = newBuckets();
  for (let i = 0; i < 4; i += 1) buckets.take("a", 0);
  expect(buckets.take("b", 0)).toBe(0);
});
