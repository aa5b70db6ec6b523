import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { WriteTurns } from "#db/write-turns.ts";

// So long that a test fails if its wait ends by itself.
const LONGEST_WAIT_MS = 60_000;

const isTaken = ({ shared }: WriteTurns) => Atomics.load(new Int32Array(shared), 0) === 1;
const isWanted = ({ shared }: WriteTurns) => Atomics.load(new Int32Array(shared), 1) === 1;

/** Takes a turn in another thread, which tells when the turn has begun and ended. It lasts `ms`. */
function takeElsewhere({ shared }: WriteTurns, ms: number, longestWaitMs = LONGEST_WAIT_MS): Worker {
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    import { WriteTurns } from ${JSON.stringify(new URL("write-turns.ts", import.meta.url).href)};
    const { shared, ms, longestWaitMs } = workerData;
    parentPort.postMessage("started");
    new WriteTurns(shared, longestWaitMs).take(() => {
      parentPort.postMessage("taken");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    });
    parentPort.postMessage("done");
  `;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { shared, ms, longestWaitMs },
  });
}

async function message(worker: Worker, expected: string): Promise<void> {
  // Keeps messages that come at the same time, of which `once` would lose all but the first.
  for await (const [text] of on(worker, "message")) if (text === expected) return;
}

test("the main thread waits for the end of another thread's turn, and no longer", async () => {
  const turns = new WriteTurns(undefined, LONGEST_WAIT_MS);
  const worker = takeElsewhere(turns, 500);
  await message(worker, "taken");
  expect(isTaken(turns)).toBe(true);
  await turns.wait();
  expect(isTaken(turns)).toBe(false);
  turns.done();
  await worker.terminate();
});

test("a background thread lets the waiting main thread have its turn first", async () => {
  const turns = new WriteTurns(undefined, 1);
  await turns.wait();
  const worker = takeElsewhere(turns, 0);
  const messages: string[] = [];
  worker.on("message", (message) => messages.push(message));
  await expect.poll(() => messages).toContain("started");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(messages).not.toContain("taken");
  turns.done();
  await expect.poll(() => messages).toContain("done");
  await worker.terminate();
});

test("a background thread that dies during its turn doesn't stop the main thread", async () => {
  const turns = new WriteTurns(undefined, 20);
  const worker = takeElsewhere(turns, LONGEST_WAIT_MS);
  await message(worker, "taken");
  await worker.terminate();
  await turns.wait();
});

test("a background thread doesn't wait for a main thread that never has its turn", async () => {
  const turns = new WriteTurns(undefined, 1);
  await turns.wait();
  const worker = takeElsewhere(turns, 0, 1);
  await message(worker, "done");
  await worker.terminate();
});

test("the main thread waits for a while if a thread has the lock that doesn't take turns", async () => {
  const turns = new WriteTurns(undefined, 50);
  const began = performance.now();
  await turns.wait();
  expect(performance.now() - began).toBeGreaterThan(40);
});

test("the main thread wants the lock until none of its writes waits", async () => {
  const turns = new WriteTurns(undefined, 100);
  const first = turns.wait();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = turns.wait();
  await first;
  turns.done();
  expect(isWanted(turns)).toBe(true);
  await second;
  turns.done();
  expect(isWanted(turns)).toBe(false);
});
