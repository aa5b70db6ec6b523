import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Connections } from "#lib/server/connections.ts";

const MEGABYTE = 1024 * 1024;
const LIMITS = { connections: 20, unreadMs: 60_000, unreadBytes: 1000 * MEGABYTE };

/** A server whose every response has 8 MB, and clients that ask for one and don't read it. */
async function unreadResponses(limits: Partial<typeof LIMITS>, clients: number, requests = 1) {
  const server = createServer((_request, response) => response.end(Buffer.alloc(8 * MEGABYTE)));
  const connections = new Connections(server, "public", { ...LIMITS, ...limits });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  for (let i = 0; i < clients; i += 1) {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    sockets.push(socket.pause());
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(requests));
    await once(socket, "connect");
  }
  return () => [...connections.latestResponses()].length;
}

test("unread responses are given up when they take too much memory together", async () => {
  const open = await unreadResponses({ unreadBytes: 30 * MEGABYTE }, 10);
  await expect.poll(open, { timeout: 3000 }).toBeLessThan(6);
  await delay(500);
  expect(open()).toBeGreaterThan(2);
});

test.each([
  ["an unread response", 1],
  ["an unread response with others behind it", 3],
])("%s is given up after a while", async (_, requests) => {
  const open = await unreadResponses({ unreadMs: 600 }, 3, requests);
  await delay(300);
  expect(open()).toBe(3);
  await expect.poll(open, { timeout: 3000 }).toBe(0);
});

test("unread responses within the limits stay", async () => {
  const open = await unreadResponses({}, 3);
  await delay(1000);
  expect(open()).toBe(3);
});

test.each(["close", "keep-alive"])(
  "a response that came before the end of a body arrives: %s",
  async (name) => {
    const server = createServer((_request, response) => response.writeHead(413).end("too large"));
    new Connections(server, "public", LIMITS);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    onTestFinished(() => {
      socket.destroy();
      server.close();
    });
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\nconnection: ${name}\r\n`);
    socket.write(`content-length: ${11 * MEGABYTE}\r\n\r\n`);
    // It reads nothing before it has sent everything.
    await new Promise((sent) => socket.write(Buffer.alloc(11 * MEGABYTE), sent));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    await expect.poll(() => answer, { timeout: 3000 }).toMatch(/^HTTP\/1\.1 413 /);
    await expect.poll(() => socket.destroyed, { timeout: 3000 }).toBe(name === "close");
  },
);
