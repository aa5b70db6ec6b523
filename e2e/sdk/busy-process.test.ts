import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Gate } from "#sdk/typescript/src/gate.ts";

const GATE = `
  const { createServer } = require("node:http");
  const { parentPort } = require("node:worker_threads");
  const server = createServer((request, response) => {
    if (request.headers["x-api-key"] === "slow") return;
    response.setHeader("x-gate-key-id", "key_1").setHeader("x-gate-plan", ["a", "b"]);
    setTimeout(() => response.end(), 30);
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;
let gate: Worker;
let url = "";

beforeAll(async () => {
  gate = new Worker(GATE, { eval: true });
  const [port] = await once(gate, "message");
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await gate.terminate();
});

const from = (key: string) => ({ method: "GET", url: "/", headers: { "x-api-key": key } });

/** Lets nothing else run in this thread, also not what reads the answer. Time-outs come before that reads again. */
async function work(ms: number): Promise<void> {
  await new Promise(setImmediate);
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe.each([
  ["the pool", undefined],
  ["fetch", globalThis.fetch],
])("over %s", (_, fetch) => {
  test("an answer that came in time counts, even if the process was too busy to read it", async () => {
    const client = new Gate({ url, timeout: 100, fetch });
    const checkFive = () => Promise.all(Array.from({ length: 5 }, () => client.check(from("quick"))));
    await checkFive(); // opens connections
    await delay(20);
    const verdicts = checkFive();
    await delay(5); // sends the requests
    await work(300);
    expect((await verdicts).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test("a busy process doesn't wait longer for a gate that doesn't answer", async () => {
    const client = new Gate({ url, timeout: 100, fetch });
    const began = performance.now();
    const check = client.check(from("slow"));
    await delay(5);
    await work(300);
    expect(await check).toMatchObject({ allowed: false, status: 503 });
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test("a header that comes twice is one value", async () => {
    const { plan } = await new Gate({ url, timeout: 5000, fetch }).check(from("quick"));
    expect(plan).toBe("a, b");
  });
});
