import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { DECIDE } from "#lib/limits/redis/decide-script.ts";
import { BUILD_WINDOW } from "#lib/limits/redis/scripts.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.command("FLUSHALL");
  await redis.command("SET", "marker", "1:0");
});

/** Far from Redis' own time, so the scripts use it. */
const NOW = Date.now() + 10_000_000;
const MINUTE_MS = 60_000;

const run = (script: string, ...args: (string | number)[]) =>
  redis.command("EVAL", script, "2", "marker", "window", "1", ...args.map(String));
/** Decides one request with one window: the time, 1 (-1: the window doesn't go back far enough), and the policy's numbers. */
async function decide(atMs: number, cost: number, spanMs: number): Promise<number[]> {
  const [, answer] = (await run(DECIDE, atMs, JSON.stringify([cost, 0, 1, 2, spanMs, 1_000_000]))) as [
    "decided",
    number[],
  ];
  return answer;
}
const build = (beforeMs: number, coversMs: number, untilMs: number, ...costs: number[]) =>
  run(BUILD_WINDOW, beforeMs, coversMs, untilMs, ...costs);

test("a window that gets longer has everything that its counter had when its rows were read", async () => {
  await build(0, MINUTE_MS, NOW, NOW - 59_990, 1, NOW - 59_000, 2);
  const longer = await decide(NOW, 1, 2 * MINUTE_MS);
  expect(longer).toEqual([NOW, -1, MINUTE_MS]);
  // A request that knows only the shorter window comes before the log was read.
  expect((await decide(NOW + 50, 1, MINUTE_MS)).slice(0, 3)).toEqual([NOW + 50, 1, 3]);
  await build(MINUTE_MS, 2 * MINUTE_MS, NOW - MINUTE_MS);
  expect((await decide(NOW + 60, 0, 2 * MINUTE_MS))[2]).toBe(4);
});

test("a window doesn't get longer if rows that were read too long ago are missing in its counter", async () => {
  await build(0, MINUTE_MS, NOW, NOW - 59_990, 1, NOW - 59_000, 2);
  await decide(NOW + 20_000, 1, MINUTE_MS);
  await decide(NOW + 20_000, 1, MINUTE_MS);
  await build(MINUTE_MS, 2 * MINUTE_MS, NOW - MINUTE_MS);
  const again = await decide(NOW + 20_060, 0, 2 * MINUTE_MS);
  expect(again).toEqual([NOW + 20_060, -1, MINUTE_MS]);
  const untilMs = NOW + 20_060 - MINUTE_MS;
  await build(MINUTE_MS, 2 * MINUTE_MS, untilMs, NOW - 59_990, 1, NOW - 59_000, 2);
  expect((await decide(NOW + 20_060, 0, 2 * MINUTE_MS))[2]).toBe(5);
});

test("what has left its window is removed in a few steps, however much it is", async () => {
  const COUNT = 20_000;
  const CHUNK = 1000;
  await build(0, MINUTE_MS, NOW);
  for (let n = 0; n < COUNT; n += CHUNK) {
    const elements = Array.from({ length: CHUNK }, (_, i) => `${NOW + n + i}:${n + i + 1}`);
    await redis.command("RPUSH", "window", ...elements);
  }
  expect((await decide(NOW + COUNT, 0, MINUTE_MS))[2]).toBe(COUNT);
  await redis.command("CONFIG", "RESETSTAT");
  const later = NOW + COUNT + 2 * MINUTE_MS;
  for (const used of [1, 2])
    expect((await decide(later, 1, MINUTE_MS)).slice(0, 4)).toEqual([later, 1, used, later]);
  expect(await redis.command("LLEN", "window")).toBe(2);
  const calls = String(await redis.command("INFO", "commandstats")).matchAll(/calls=(\d+)/g);
  expect([...calls].reduce((sum, [, count]) => sum + Number(count), 0)).toBeLessThan(200);
});
