import { expect, test } from "vitest";
import { added, type Pair, type Turn, takePairs } from "./pairs.ts";

const turn = (p50Ms: number): Turn => ({ requests: 1, failed: 0, p50Ms, cpuMicros: 0 });
const pairOf = (ours: number, theirs: number): Pair<"ours" | "theirs"> => ({
  ours: turn(ours),
  theirs: turn(theirs),
});
const p50 = ({ p50Ms }: Turn) => p50Ms;

test("clients take turns, one at a time, and each of them is first as often as last", async () => {
  const taken: string[] = [];
  let running = 0;
  const pairs = await takePairs(["fetch", "check"], 4, async (name) => {
    running += 1;
    await null;
    expect(running).toBe(1);
    running -= 1;
    taken.push(name);
    return turn(taken.length);
  });
  expect(taken).toEqual(["fetch", "check", "check", "fetch", "fetch", "check", "check", "fetch"]);
  expect(pairs.map(({ fetch, check }) => [fetch.p50Ms, check.p50Ms])).toEqual([
    [1, 2],
    [4, 3],
    [5, 6],
    [8, 7],
  ]);
});

test("a machine that becomes slower changes nothing about what is added", () => {
  const pairs = [1, 2, 4, 8, 16].map((slower) => pairOf(slower + 0.25, slower));
  expect(added(pairs, "ours", "theirs", p50)).toBe(0.25);
});

test("a disturbed pair changes nothing about what is added, and less is negative", () => {
  expect(added([pairOf(1, 2), pairOf(50, 2), pairOf(1, 2)], "ours", "theirs", p50)).toBe(-1);
});

test("the median is the pairs' own, not that of clients whose turns aren't neighbors", () => {
  const pairs = [pairOf(1, 5), pairOf(6, 4), pairOf(9, 7)];
  expect(added(pairs, "ours", "theirs", p50)).toBe(2);
});
