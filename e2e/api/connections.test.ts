import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { crowd, type HostileClient, head, type Manner } from "#e2e/api/hostile-clients.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

// Leaves 100 connections for each port.
const DESCRIPTORS = 400;
// The limits for a head and for a whole request, with the time until the next check and some more.
const HEAD_ENDED_MS = 13_000;
const REQUEST_ENDED_MS = 23_000;
let server: OwnServer;

beforeAll(async () => {
  server = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    waitForPages: true,
    descriptors: DESCRIPTORS,
  });
});

afterAll(() => server?.end());

const ports = [
  ["public", () => server.url, "/api/v1/plans", "POST /api/v1/auth/login"],
  ["gate", () => server.gateUrl, "/healthz", "POST /verify"],
] as const;

const leaveAll = (clients: HostileClient[]) => Promise.all(clients.map((client) => client.leave()));

/** Whether the server has closed the connection, although the client keeps its side open. */
const closed = ({ socket }: HostileClient) => socket.readableEnded || socket.destroyed;

/** The number of connections that the server has open, by its metrics. Reading them needs one itself. */
async function openAt(port: string): Promise<number> {
  const request = { headers: { connection: "close" } };
  const metrics = await (await fetch(`${server.gateUrl}/metrics`, request)).text();
  const open = Number(
    new RegExp(`^latchkey_connections\\{port="${port}"\\} (\\d+)$`, "m").exec(metrics)?.[1],
  );
  return port === "gate" ? open - 1 : open;
}

async function statusOf(url: string): Promise<number> {
  // A new connection each time.
  const response = await fetch(url, { headers: { connection: "close" }, signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  return response.status;
}

// Both ports at once, because most of it is waiting.
test.concurrent.each(ports)(
  "the %s port closes idle and unfinished requests",
  async (port, url, read, write) => {
    const get = head(`GET ${read}`);
    const post = head(write, "content-type: application/json", "content-length: 100");
    const open = (manner: Manner) => crowd(url(), 3, manner);
    const silent = await open(() => {});
    const halfHeads = await open((socket) => socket.write(get.slice(0, -2)));
    const secondHeads = await open((socket) => socket.write(get + get.slice(0, -2)));
    const halfBodies = await open((socket) => socket.write(`${post}{`));
    const all = [...silent, ...halfHeads, ...secondHeads, ...halfBodies];
    try {
      await delay(HEAD_ENDED_MS);
      expect([silent, halfHeads, secondHeads].map((clients) => clients.filter(closed).length)).toEqual([
        3, 3, 3,
      ]);
      expect(halfBodies.filter(closed)).toEqual([]);
      await delay(REQUEST_ENDED_MS - HEAD_ENDED_MS);
      expect(halfBodies.filter(closed)).toHaveLength(3);
      await expect.poll(() => openAt(port), { timeout: 5000 }).toBe(0);
      for (const client of silent) expect(client.received()).toBe("");
      for (const client of [...halfHeads, ...halfBodies]) {
        expect(client.received()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
        expect(client.received()).toContain('"code":"request_timeout"');
      }
      for (const client of secondHeads)
        expect(client.received()).toMatch(/^HTTP\/1\.1 200 [\s\S]+HTTP\/1\.1 408 /);
    } finally {
      await leaveAll(all);
    }
  },
);

describe.each(ports)("the %s port", (_port, url, read, write) => {
  const crowds: [name: string, manner: () => Manner][] = [
    ["send nothing", () => () => {}],
    ["send half a head", () => (socket) => socket.write(head(`GET ${read}`).slice(0, -2))],
    ["send half a body", () => (socket) => socket.write(`${head(write, "content-length: 9")}{`)],
    ["stay after a request", () => (socket) => socket.write(head(`GET ${read}`))],
  ];

  test.each(crowds)(
    "more connections than there are descriptors, which %s, make room for others",
    async (_, manner) => {
      const clients = await crowd(url(), DESCRIPTORS, manner());
      try {
        const others = ports.filter(([, otherUrl]) => otherUrl() !== url());
        for (const [, otherUrl, otherRead] of others)
          expect(await statusOf(otherUrl() + otherRead)).toBe(200);
        const answered = () => statusOf(url() + read).catch((error) => error.message);
        await expect.poll(answered, { timeout: 3000, interval: 100 }).toBe(200);
      } finally {
        await leaveAll(clients);
      }
    },
  );
});
