import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => void vi.useRealTimers());

const MIB = 1024 * 1024;
const CHUNK = 64 * 1024;

/** Discards bodies for a second. Returns how much was read of each. */
async function discardFor(bodies: number): Promise<number[]> {
  const { discardTurn } = await import("#lib/discard-turns.ts");
  const read = Array.from({ length: bodies }, () => 0);
  const discard = async (body: number) => {
    for (;;) {
      read[body]! += CHUNK;
      await discardTurn(read[body]!, CHUNK);
    }
  };
  for (const body of read.keys()) void discard(body);
  await vi.advanceTimersByTimeAsync(1000);
  return read;
}

test("one body is discarded at 64 MiB per second", async () => {
  const [read] = await discardFor(1);
  expect(read! / MIB).toBeGreaterThan(60);
  expect(read! / MIB).toBeLessThan(64);
});

test("all bodies together are discarded at 250 MiB per second, in turns", async () => {
  const read = await discardFor(40);
  const sum = read.reduce((a, b) => a + b, 0) / MIB;
  expect(sum).toBeGreaterThan(200);
  expect(sum).toBeLessThan(270);
  expect(Math.max(...read) - Math.min(...read)).toBeLessThanOrEqual(MIB / 4);
});
