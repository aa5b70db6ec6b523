import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Slots } from "#lib/slots.ts";

const LIMITS = { slots: 4, waiting: 4, clientSlots: 2, patienceMs: 10_000, busy: "Too much." };
const here = new AbortController().signal;

/** Work that is done when the test says so. */
function open(slots: Slots, name: string, left = here) {
  const [client, member] = name.split("/") as [string, string?];
  const work = Promise.withResolvers<void>();
  let started = false;
  const done = slots.use({ client, member }, left, () => {
    started = true;
    return work.promise;
  });
  done.catch(() => {});
  return { done, finish: work.resolve, fail: work.reject, started: () => started };
}

test("work beyond the client's share waits, and starts in order", async () => {
  const slots = new Slots(LIMITS);
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => open(slots, "a"));
  expect([second!.started(), third!.started()]).toEqual([true, false]);
  first!.finish();
  await first!.done;
  await delay(0);
  expect([third!.started(), fourth!.started()]).toEqual([true, false]);
});

test("a client that uses up its share doesn't delay another client", () => {
  const slots = new Slots(LIMITS);
  for (let i = 0; i < 4; i += 1) open(slots, "greedy");
  expect(open(slots, "honest").started()).toBe(true);
});

test("failed work frees its slot", async () => {
  const slots = new Slots(LIMITS);
  const [failing, , waiting] = Array.from({ length: 3 }, () => open(slots, "a"));
  failing!.fail(new Error("failed"));
  await expect(failing!.done).rejects.toThrow("failed");
  await delay(0);
  expect(waiting!.started()).toBe(true);
});

test("work is refused when too much waits, first that of the client with the most", async () => {
  const slots = new Slots(LIMITS);
  for (let i = 0; i < 5; i += 1) open(slots, "a");
  const last = open(slots, "a");
  const refusal = { code: "unavailable", extras: { retryAfterSeconds: 2 } };
  await expect(open(slots, "a").done).rejects.toMatchObject(refusal);
  open(slots, "b");
  open(slots, "b");
  const other = open(slots, "b");
  await expect(last.done).rejects.toMatchObject(refusal);
  expect([other.started(), slots.counts.waiting]).toEqual([false, 4]);
});

test("a free slot goes to the client that uses the fewest", async () => {
  const slots = new Slots(LIMITS);
  const [first] = [open(slots, "a"), open(slots, "a"), open(slots, "b"), open(slots, "b")];
  const greedy = open(slots, "a");
  const honest = open(slots, "c");
  first!.finish();
  await first!.done;
  await delay(0);
  expect([greedy.started(), honest.started()]).toEqual([false, true]);
});

test("clients who wait take turns, also those that never use more than one slot", async () => {
  const slots = new Slots({ ...LIMITS, slots: 1, waiting: 10 });
  const order: string[] = [];
  const all = ["a/x", "a/x", "a/x", "a/y", "b", "c", "b"].map((name) => {
    const [client, member] = name.split("/") as [string, string?];
    return slots.use({ client, member }, here, async () => void order.push(name));
  });
  await Promise.all(all);
  expect(order).toEqual(["a/x", "b", "c", "a/y", "b", "a/x", "a/x"]);
});

test("a client that leaves gives up its place", async () => {
  const slots = new Slots(LIMITS);
  const leaving = new AbortController();
  const [first] = [open(slots, "a"), open(slots, "a")];
  const gone = open(slots, "a", leaving.signal);
  const next = open(slots, "a");
  leaving.abort(new Error("left"));
  await expect(gone.done).rejects.toThrow("left");
  await expect(open(slots, "a", leaving.signal).done).rejects.toThrow("left");
  expect(slots.counts).toEqual({ used: 2, waiting: 1 });
  first!.finish();
  await first!.done;
  await delay(0);
  expect([gone.started(), next.started()]).toEqual([false, true]);
});

test("work that waits too long is refused", async () => {
  const slots = new Slots({ ...LIMITS, patienceMs: 20 });
  const [first] = [open(slots, "a"), open(slots, "a")];
  const late = open(slots, "a");
  await expect(late.done).rejects.toMatchObject({ code: "unavailable" });
  expect(slots.counts).toEqual({ used: 2, waiting: 0 });
  first!.finish();
  await first!.done;
  expect(late.started()).toBe(false);
});

test("of one client's members, one with much work doesn't delay the others, and is refused first", async () => {
  const slots = new Slots(LIMITS);
  const [first, second] = [open(slots, "office/a"), open(slots, "office/a")];
  const [third, fourth] = [open(slots, "office/a"), open(slots, "office/a")];
  const other = open(slots, "office/b");
  first.finish();
  await first.done;
  second.finish();
  await second.done;
  await delay(0);
  expect([third.started(), other.started(), fourth.started()]).toEqual([true, true, false]);
  for (let i = 0; i < 2; i += 1) open(slots, "office/a");
  const last = open(slots, "office/a");
  const late = open(slots, "office/b");
  await expect(last.done).rejects.toMatchObject({ code: "unavailable" });
  await expect(open(slots, "office/a").done).rejects.toMatchObject({ code: "unavailable" });
  expect([late.started(), slots.counts.waiting]).toEqual([false, 4]);
});
