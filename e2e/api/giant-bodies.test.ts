import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { head } from "#e2e/api/hostile-clients.ts";
import { connectTo } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";

const CLIENTS = size(5, 20);
const GIANT_BYTES = 150 * 1024 * 1024;
const MEMORY_GROWTH = 1.5;
const SAMPLE_EVERY_MS = 50;
const server = connectTo(inject("server"));

const CHUNK = Buffer.from(`10000\r\n${"x".repeat(0x10000)}\r\n`);

interface Poured {
  sentBytes: number;
  status: number | null;
}

const typeOf = (line: string) =>
  line.includes("/api/auth/") ? "application/x-www-form-urlencoded" : "application/json";

/** Sends a body in chunks until the server closes the connection, or 150 MiB are sent. */
async function pour(url: string, line: string): Promise<Poured> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received = (received + chunk.toString("latin1")).slice(0, 1000);
  });
  await once(socket, "connect");
  socket.write(head(line, `content-type: ${typeOf(line)}`, "transfer-encoding: chunked"));
  let sentBytes = 0;
  while (!socket.destroyed && sentBytes < GIANT_BYTES) {
    sentBytes += CHUNK.length;
    await new Promise((resolve) => socket.write(CHUNK, resolve));
  }
  socket.destroy();
  return { sentBytes, status: Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0) || null };
}

async function residentBytes(): Promise<number> {
  const metrics = await (await fetch(`${server.gateUrl}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)![1]);
}

/** The most memory that the server used while something went on. */
async function mostMemoryDuring(work: Promise<unknown>): Promise<number> {
  let [most, over] = [0, false];
  const done = work.finally(() => {
    over = true;
  });
  while (!over) {
    most = Math.max(most, await residentBytes());
    await delay(SAMPLE_EVERY_MS);
  }
  await done;
  return most;
}

const rows: [line: string, status: number, port?: "gate"][] = [
  ["POST /login", 413],
  ["GET /login", 413],
  ["POST /api/auth/callback/credentials", 413],
  ["POST /api/v1/auth/login", 413],
  ["GET /api/v1/plans", 200],
  ["DELETE /api/v1/keys/x", 401],
  ["POST /api/v1/nothing", 404],
  ["PUT //x", 400],
  ["POST /verify", 413, "gate"],
  ["GET /gate", 401, "gate"],
];

test.each(rows)("a giant body is cut off and takes no memory: %s", async (line, status, port) => {
  const url = port === "gate" ? server.gateUrl : server.url;
  const idleBytes = await residentBytes();
  const pouring = Promise.all(Array.from({ length: CLIENTS }, () => pour(url, line)));
  const mostBytes = await mostMemoryDuring(pouring);
  const poured = await pouring;
  expect(poured.filter(({ sentBytes }) => sentBytes >= GIANT_BYTES)).toEqual([]);
  // A client that still sends when the connection is closed may not see its answer.
  const answered = poured.map((one) => one.status).filter((seen) => seen !== null);
  expect([...new Set(answered)]).toEqual([status]);
  expect(mostBytes).toBeLessThan(MEMORY_GROWTH * idleBytes);
});
