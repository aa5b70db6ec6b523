import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { ReadQueue, type RunRead } from "#lib/request-log/read-queue.ts";
import type { ReadJob } from "#lib/request-log/reads.ts";

const named = (name: string): ReadJob => ({ name: "totals", args: [name] });
const unavailable = { code: "unavailable", extras: { retryAfterSeconds: expect.any(Number) } };

/** Queries that end when the test says so, or when they are stopped. */
function manual() {
  const running = new Map<string, () => void>();
  const started: string[] = [];
  const stopped: string[] = [];
  const run: RunRead = ({ args: [name] }, stop) =>
    new Promise((resolve, reject) => {
      started.push(name as string);
      running.set(name as string, () => resolve(name));
      stop.addEventListener("abort", () => {
        stopped.push(name as string);
        reject(new Error("stopped by the database"));
      });
    });
  const finish = async (name: string) => {
    running.get(name)!();
    await delay(0);
  };
  return { run, started, stopped, finish };
}

test("workspaces take turns, and one workspace's queries run one after the other", async () => {
  const { run, started, finish } = manual();
  const queue = new ReadQueue(run, { atOnce: 2 });
  const all = ["a1", "a2", "a3", "b1"].map((name) => queue.run(named(name), name[0]!));
  expect(started).toEqual(["a1", "b1"]);
  await finish("a1");
  expect(started).toEqual(["a1", "b1", "a2"]);
  for (const name of ["b1", "a2", "a3"]) await finish(name);
  expect(await Promise.all(all)).toEqual(["a1", "a2", "a3", "b1"]);
});

test("with one query at a time, a workspace with many doesn't keep another one waiting", async () => {
  const { run, started, finish } = manual();
  const queue = new ReadQueue(run, { atOnce: 1 });
  const all = ["a1", "a2", "a3", "b1", "b2"].map((name) => queue.run(named(name), name[0]!));
  for (const name of ["a1", "b1", "a2", "b2", "a3"]) await finish(name);
  await Promise.all(all);
  expect(started).toEqual(["a1", "b1", "a2", "b2", "a3"]);
});

test("with a full queue, the workspace with the most waiting is refused, and another one isn't", async () => {
  const { run } = manual();
  const queue = new ReadQueue(run, { atOnce: 1, waiting: 2 });
  const [, , latest] = ["a1", "a2", "a3"].map((name) => queue.run(named(name), "a").catch((error) => error));
  await expect(queue.run(named("a4"), "a")).rejects.toMatchObject(unavailable);
  void queue.run(named("b1"), "b").catch(() => {});
  expect(await latest).toMatchObject(unavailable);
  queue.close();
});

test("a query whose client has left is stopped, or never runs, and the next one does", async () => {
  const { run, started, stopped, finish } = manual();
  const queue = new ReadQueue(run, { atOnce: 1 });
  const [first, second] = [new AbortController(), new AbortController()];
  const left = [
    queue.run(named("a1"), "a", first.signal).catch((error) => error),
    queue.run(named("a2"), "a", second.signal).catch((error) => error),
  ];
  const last = queue.run(named("a3"), "a");
  second.abort();
  first.abort();
  for (const refused of await Promise.all(left)) expect(refused).toMatchObject(unavailable);
  expect([started, stopped]).toEqual([["a1", "a3"], ["a1"]]);
  await finish("a3");
  expect(await last).toBe("a3");
});

test("a query that takes too long is stopped, and the answer says so", async () => {
  const { run, stopped } = manual();
  const queue = new ReadQueue(run, { atOnce: 1, longestMs: 20 });
  await expect(queue.run(named("slow"), "a")).rejects.toMatchObject({
    code: "unavailable",
    extras: { detail: expect.stringContaining("shorter time range"), retryAfterSeconds: 5 },
  });
  expect(stopped).toEqual(["slow"]);
});

test("a query that waits too long is refused", async () => {
  const { run } = manual();
  const queue = new ReadQueue(run, { atOnce: 1, patienceMs: 20 });
  void queue.run(named("a1"), "a").catch(() => {});
  await expect(queue.run(named("a2"), "a")).rejects.toMatchObject(unavailable);
  queue.close();
});

test("a failed query fails alone, with its own error", async () => {
  const queue = new ReadQueue(async () => Promise.reject(new Error("no such table")), { atOnce: 1 });
  await expect(queue.run(named("a1"), "a")).rejects.toThrow("no such table");
});

test("closing stops what runs, and refuses what waits and what comes later", async () => {
  const { run, started, stopped } = manual();
  const queue = new ReadQueue(run, { atOnce: 1 });
  const all = ["a1", "a2"].map((name) => queue.run(named(name), "a").catch((error) => error));
  queue.close();
  for (const refused of await Promise.all(all)) expect(refused).toMatchObject(unavailable);
  await expect(queue.run(named("a3"), "a")).rejects.toMatchObject(unavailable);
  expect([started, stopped]).toEqual([["a1"], ["a1"]]);
});

test("finished queries leave nothing behind, however long the queue lives", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const queue = new ReadQueue(async (_, stop) => stop.aborted, { atOnce: 1 });
  const heapAfter = async (queries: number) => {
    for (let i = 0; i < queries; i += 1) await queue.run(named("a"), "a", new AbortController().signal);
    for (let i = 0; i < 3; i += 1) {
      await delay(1);
      collect();
    }
    return process.memoryUsage().heapUsed;
  };
  const before = await heapAfter(1000);
  const bytes = ((await heapAfter(10_000)) - before) / 10_000;
  expect(bytes).toBeLessThan(40);
});
