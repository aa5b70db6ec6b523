import { expect, test } from "vitest";
import { UnknownKeySample } from "#lib/request-log/unknown-key-sample.ts";

const HOUR_MS = 3_600_000;
const start = Date.parse("2026-03-05T10:00:00Z");

/** How many of `count` requests from these addresses are logged, at equal intervals during a time. */
function logged(
  sample: UnknownKeySample,
  count: number,
  fromMs: number,
  lastsMs: number,
  ipOf: (i: number) => string | null,
): number {
  let rows = 0;
  for (let i = 0; i < count; i += 1)
    if (sample.admits(ipOf(i), fromMs + Math.floor((lastsMs * i) / count))) rows += 1;
  return rows;
}

test("a network gets at most 1,000 rows an hour, half of them at once", () => {
  const sample = new UnknownKeySample();
  const address = () => "192.0.2.1";
  expect(logged(sample, 100_000, start, 1, address)).toBe(500);
  expect(logged(sample, 100_000, start, HOUR_MS / 2, address)).toBe(250);
  expect(logged(sample, 100_000, start + HOUR_MS / 2, HOUR_MS / 2, address)).toBe(250);
  expect(sample.admits("192.0.2.2", start + HOUR_MS - 1)).toBe(true);
  expect(logged(sample, 100_000, start + HOUR_MS, HOUR_MS, address)).toBe(1000);
});

test("all addresses of an IPv6 /64 are one network, and so are unknown addresses", () => {
  const sample = new UnknownKeySample();
  expect(logged(sample, 2000, start, 1, (i) => `2001:db8:1:2::${i.toString(16)}`)).toBe(500);
  expect(logged(sample, 2000, start, 1, () => null)).toBe(500);
});

test("all networks together get at most 20,000 rows an hour", () => {
  const sample = new UnknownKeySample();
  const address = (i: number) => `2001:db8:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::1`;
  expect(logged(sample, 200_000, start, HOUR_MS, address)).toBe(20_000);
  expect(logged(sample, 200_000, start + HOUR_MS, 1, address)).toBe(10_000);
});

test("a request that was decided in the hour before doesn't start that hour again", () => {
  const sample = new UnknownKeySample({ perNetwork: 2, total: 10 });
  expect(sample.admits("192.0.2.1", start)).toBe(true);
  expect(sample.admits("192.0.2.1", start)).toBe(false);
  expect(sample.admits("192.0.2.1", start - 1)).toBe(true);
  expect(sample.admits("192.0.2.1", start - 1)).toBe(false);
  expect(sample.admits("192.0.2.1", start)).toBe(false);
});
