import { afterEach, expect, test } from "vitest";
import { LogReader } from "#lib/request-log/reader.ts";

// A thread that does what a query's argument says.
const THREAD = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId, workerData } from "node:worker_threads";
    parentPort.on("message", ({ args: [what] }) => {
      if (what === "crash") throw new Error("crashed on purpose");
      if (what === "exit") process.exit(1);
      if (what === "fail") return parentPort.postMessage({ failure: { message: "no such table", code: "SQLITE_ERROR" } });
      if (what === "busy") {
        while (Atomics.load(workerData.stop, 0) === 0);
        return parentPort.postMessage({ failure: { message: "stopped", code: "READ_STOPPED" } });
      }
      parentPort.postMessage({ result: threadId });
    });
  `)}`,
);
const unavailable = { code: "unavailable" };
const here = new AbortController().signal;

let reader: LogReader;
const ask = (what: string, stop = here) => reader.run({ name: "totals", args: [what] }, stop);
afterEach(() => reader.close());

test.each(["crash", "exit"])(
  "after a %s, the query gets 503 and the next one another thread",
  async (how) => {
    reader = new LogReader(THREAD);
    const first = await ask("id");
    expect(await ask("id")).toBe(first);
    await expect(ask(how)).rejects.toMatchObject(unavailable);
    const second = await ask("id");
    expect(second).not.toBe(first);
    expect(await ask("id")).toBe(second);
  },
);

test("a failed query has the driver's error, and the thread goes on", async () => {
  reader = new LogReader(THREAD);
  const thread = await ask("id");
  await expect(ask("fail")).rejects.toMatchObject({ message: "no such table", code: "SQLITE_ERROR" });
  expect(await ask("id")).toBe(thread);
});

test("a query is stopped when its signal is aborted, and the next one isn't", async () => {
  reader = new LogReader(THREAD);
  const thread = await ask("id");
  const left = new AbortController();
  const busy = ask("busy", left.signal);
  setTimeout(() => left.abort(), 20);
  await expect(busy).rejects.toMatchObject({ code: "READ_STOPPED" });
  expect(await ask("id")).toBe(thread);
  await expect(ask("id", left.signal)).rejects.toThrow();
});

test("closing doesn't wait for a query that is running", async () => {
  reader = new LogReader(THREAD);
  await ask("id");
  const busy = ask("busy").catch(({ code }) => code);
  await reader.close();
  expect(["READ_STOPPED", "unavailable"]).toContain(await busy);
  expect(await ask("id")).toEqual(expect.any(Number));
});
