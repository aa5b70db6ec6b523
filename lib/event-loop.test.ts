import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { afterPoll, endOfTick } from "#lib/event-loop.ts";

test("what comes of all that was read is written in the same turn, and what comes of that in the next", async () => {
  const order: string[] = [];
  afterPoll(async () => {
    order.push("read");
    await null;
    order.push("decided");
    await endOfTick();
    order.push("written");
    await endOfTick();
    order.push("written later");
  });
  await nextTurn();
  order.push("turn");
  await nextTurn();
  expect(order).toEqual(["read", "decided", "written", "turn", "written later"]);
});

test("all that waits in a turn waits for one moment", async () => {
  const moment = endOfTick();
  expect(endOfTick()).toBe(moment);
  await moment;
  expect(endOfTick()).not.toBe(moment);
});
