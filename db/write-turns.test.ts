import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { WriteTurns } from "#db/write-turns.ts";

// So long that a test fails if its wait ends by itself.
const LONGEST_WAIT_MS = 60_000;

/** Takes a turn in another thread, which tells when the turn has begun and ended. It lasts `ms`. */
function takeElsewhere({ shared }: WriteTurns, ms: number): Worker {
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    import { WriteTurns } from ${JSON.stringify(new URL("write-turns.ts", import.meta.url).href)};
    const { shared, ms } = workerData;
    parentPort.postMessage("started");
    new WriteTurns(shared, ${LONGEST_WAIT_MS}).take(() => {
      parentPort.postMessage("taken");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    });
    parentPort.postMessage("done");
  `;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { shared, ms },
  });
}

test("the main thread waits for the end of another thread's turn, and no longer", async () => {
  const turns = new WriteTurns(undefined, LONGEST_WAIT_MS);
  const worker = takeElsewhere(turns, 200);
  const messages: string[] = [];
  worker.on("message", (message) => messages.push(message));
  await expect.poll(() => messages).toContain("taken");
  await turns.wait();
  turns.done();
  await expect.poll(() => messages).toContain("done");
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
  for (;;) if ((await once(worker, "message"))[0] === "taken") break;
  await worker.terminate();
  await turns.wait();
});
