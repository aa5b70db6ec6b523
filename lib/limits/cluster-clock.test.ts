import { expect, test } from "vitest";
import { compareClocks } from "#lib/limits/cluster-clock.ts";

/** A clock that is 100 ms ahead of another, which answers after these delays: until it is read, and until that is heard. */
function clocks(delays: [number, number][]) {
  let now = 5000;
  const left = [...delays];
  return {
    ownMs: () => now,
    otherMs: async () => {
      const [there, back] = left.shift()!;
      now += there;
      const read = now - 100;
      now += back;
      return read;
    },
    unread: left,
  };
}

test("of several readings of the database's clock, the one that took shortest counts", async () => {
  const { ownMs, otherMs } = clocks([
    [0, 600],
    [5, 5],
    [400, 0],
  ]);
  expect(await compareClocks(ownMs, otherMs, 3)).toEqual({ aheadMs: 100, withinMs: 5 });
});

test("a reading can be wrong by half of the time that it took", async () => {
  const { ownMs, otherMs } = clocks([[0, 600]]);
  expect(await compareClocks(ownMs, otherMs, 1)).toEqual({ aheadMs: 400, withinMs: 300 });
});

test("after a reading that is close enough, there is no other", async () => {
  const { ownMs, otherMs, unread } = clocks([
    [1, 1],
    [0, 0],
  ]);
  expect(await compareClocks(ownMs, otherMs, 8)).toEqual({ aheadMs: 100, withinMs: 1 });
  expect(unread).toHaveLength(1);
});
