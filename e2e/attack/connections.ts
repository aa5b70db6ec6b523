import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Attack, Tally, Target } from "./target.ts";

const PAGE = "GET /login HTTP/1.1\r\nhost: localhost\r\n\r\n";

function open(url: string): Socket {
  const { port } = new URL(url);
  return connect(Number(port), "127.0.0.1").on("error", () => {});
}

const wait = (ms: number, until: AbortSignal) => delay(ms, undefined, { signal: until }).catch(() => {});

/** Opens that many connections again and again, sends on each, and leaves after a while. */
async function leaveEarly(
  { server }: Target,
  until: AbortSignal,
  tally: Tally,
  { clients, text, afterMs }: { clients: number; text: string; afterMs: number },
): Promise<void> {
  while (!until.aborted) {
    const leave = async () => {
      const socket = open(server.url);
      socket.write(text);
      tally.sent += 1;
      await delay(afterMs);
      socket.destroy();
    };
    await Promise.all(Array.from({ length: clients }, leave));
    await wait(200, until);
  }
}

/** Opens that many connections at once, and keeps them until the end. */
async function hold(
  url: string,
  until: AbortSignal,
  tally: Tally,
  clients: number,
  use: (socket: Socket) => void,
): Promise<void> {
  const sockets = Array.from({ length: clients }, () => open(url));
  for (const socket of sockets) {
    use(socket);
    tally.sent += 1;
  }
  if (!until.aborted) await once(until, "abort");
  for (const socket of sockets) socket.destroy();
}

function trickle(socket: Socket, until: AbortSignal): void {
  const head = [
    "POST /api/auth/callback/credentials HTTP/1.1",
    "host: localhost",
    "content-type: application/x-www-form-urlencoded",
    "content-length: 5000",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const timer = setInterval(() => socket.write("a"), 400);
  until.addEventListener("abort", () => clearInterval(timer));
  socket.once("close", () => clearInterval(timer));
}

/** Waits until the server has taken what was sent, but at most a second. */
async function untilDrained(socket: Socket, until: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([until, AbortSignal.timeout(1000)]);
  await once(socket, "drain", { signal }).catch(() => {});
}

const CHUNK = Buffer.alloc(64 * 1024, "a");
const CHUNKS = 640; // 40 MB
const PATHS = ["/api/v1/auth/login", "/api/auth/callback/credentials", "/login", "/verify"];

/** One body of 40 MB whose length the server can't know, as fast as the server takes it. */
async function giant(target: Target, path: string, until: AbortSignal, tally: Tally): Promise<void> {
  const { url, gateUrl } = target.server;
  const socket = open(path === "/verify" ? gateUrl : url);
  let ended = false;
  socket.once("close", () => {
    ended = true;
  });
  socket.on("data", (data: Buffer) => {
    const status = /^HTTP\/1\.1 (\d+)/.exec(data.toString("latin1"))?.[1];
    if (status) tally.add(Number(status), /retry-after/i.test(data.toString("latin1")) ? "1" : null);
  });
  tally.sent += 1;
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  for (let sent = 0; sent < CHUNKS && !ended && !until.aborted; sent += 1) {
    const flushed = socket.write(Buffer.concat([Buffer.from("10000\r\n"), CHUNK, Buffer.from("\r\n")]));
    if (!flushed) await untilDrained(socket, until);
  }
  socket.destroy();
}

const AT_ONCE = 20;

export const CONNECTION_ATTACKS: Attack[] = [
  {
    name: "160 clients pipeline 2 pages and leave after 5 ms",
    run: (target, until, tally) =>
      leaveEarly(target, until, tally, { clients: 160, text: PAGE + PAGE, afterMs: 5 }),
  },
  {
    name: "66 clients pipeline 8 pages and leave after 100 ms",
    run: (target, until, tally) =>
      leaveEarly(target, until, tally, { clients: 66, text: PAGE.repeat(8), afterMs: 100 }),
  },
  {
    name: "70 bodies of one byte every 400 ms",
    run: ({ server }, until, tally) => hold(server.url, until, tally, 70, (socket) => trickle(socket, until)),
  },
  {
    name: "200 clients pipeline 20 requests and never read",
    run: ({ server }, until, tally) =>
      hold(server.url, until, tally, 200, (socket) => {
        socket.pause();
        socket.write((PAGE + PAGE.replace("/login", "/api/v1/openapi.json")).repeat(10));
      }),
  },
  {
    name: "1,000 silent connections, half of them to the gate port",
    run: async ({ server }, until, tally) => {
      const silent = (url: string) => hold(url, until, tally, 500, () => {});
      await Promise.all([silent(server.url), silent(server.gateUrl)]);
    },
  },
  {
    name: `${AT_ONCE} chunked bodies of 40 MB at once`,
    run: async (target, until, tally) => {
      const one = (_: unknown, at: number) => giant(target, PATHS[at % PATHS.length]!, until, tally);
      await Promise.all(Array.from({ length: AT_ONCE }, one));
    },
  },
];
