import { expect, test } from "vitest";
import { onePerTick } from "#lib/server/one-per-tick.ts";

test("each starts in its own turn of the event loop, in order", async () => {
  const events: string[] = [];
  const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
  for (const name of ["a", "b", "c"]) onePerTick(() => events.push(name));
  for (let turn = 1; turn <= 4; turn += 1) {
    await tick();
    events.push(`turn ${turn}`);
  }
  expect(events).toEqual(["a", "turn 1", "b", "turn 2", "c", "turn 3", "turn 4"]);
  onePerTick(() => events.push("d"));
  await tick();
  expect(events.at(-1)).toBe("d");
});
