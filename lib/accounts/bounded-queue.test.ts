import { expect, test } from "vitest";
import { BoundedQueue } from "#lib/accounts/bounded-queue.ts";

const LIMITS = { atOnce: 1, length: 2, reserve: 1, longestWaitMs: 60_000 };
const BUSY = { code: "unavailable", extras: { retryAfterSeconds: 2 } };

/** Work that ends when the test says so. */
function controlled(queue: BoundedQueue) {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  const run = (name: string, preferred = false) =>
    queue.run(() => {
      started.push(name);
      return new Promise<string>((resolve) => finish.set(name, () => resolve(name)));
    }, preferred);
  return { started, run, end: (name: string) => finish.get(name)!() };
}

test("work beyond the queue's length is refused at once, and preferred work still has its reserve", async () => {
  const { run, end, started } = controlled(new BoundedQueue(LIMITS));
  const accepted = [run("first"), run("second"), run("third")];
  await expect(run("fourth")).rejects.toMatchObject(BUSY);
  accepted.push(run("known", true));
  await expect(run("known too", true)).rejects.toMatchObject(BUSY);
  for (const name of ["first", "known", "second", "third"]) {
    await expect.poll(() => started).toContain(name);
    end(name);
  }
  expect(await Promise.all(accepted)).toEqual(["first", "second", "third", "known"]);
  expect(started).toEqual(["first", "known", "second", "third"]);
});

test("work that fails makes room for the next", async () => {
  const queue = new BoundedQueue(LIMITS);
  for (let i = 0; i < 5; i += 1)
    await expect(queue.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await queue.run(async () => "done")).toBe("done");
});

test("work that has waited too long is refused instead of started", async () => {
  const queue = new BoundedQueue({ ...LIMITS, longestWaitMs: -1 });
  const { run, end, started } = controlled(queue);
  const first = run("first");
  const late = expect(run("late")).rejects.toMatchObject(BUSY);
  end("first");
  await first;
  await late;
  expect(started).toEqual(["first"]);
  expect(await queue.run(async () => "done")).toBe("done");
});

test("there is room exactly when run would not refuse", async () => {
  const queue = new BoundedQueue(LIMITS);
  const { run, end, started } = controlled(queue);
  expect(queue.hasRoom(false)).toBe(true);
  const accepted = [run("first"), run("second"), run("third")];
  expect(queue.hasRoom(false)).toBe(false);
  expect(queue.hasRoom(true)).toBe(true);
  for (const name of ["first", "second", "third"]) {
    await expect.poll(() => started).toContain(name);
    end(name);
  }
  await Promise.all(accepted);
  expect(queue.hasRoom(false)).toBe(true);
});
