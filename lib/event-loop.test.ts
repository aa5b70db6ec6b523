import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { afterPoll, endOfTick } from "#lib/event-loop.ts";

test("endOfTick resolves in the same turn after afterPoll, and in the next turn when called again", async () => {
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

test("all callers in one turn share one promise", async () => {
  const moment = endOfTick();
  expect(endOfTick()).toBe(moment);
  await moment;
  expect(endOfTick()).not.toBe(moment);
});
