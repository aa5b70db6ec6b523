import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A connection that keeps to no rule. It stays open until `leave`, whatever the server does. */
export interface HostileClient {
  socket: Socket;
  /** What the server has sent, if this client reads at all. */
  received(): string;
  leave(): Promise<void>;
}

/** What one client does, once it is connected. */
export type Manner = (socket: Socket) => unknown;

/** Opens that many connections, and resolves when each has begun with its manner. */
export function crowd(url: string, size: number, manner: Manner): Promise<HostileClient[]> {
  return Promise.all(Array.from({ length: size }, () => hostileClient(url, manner)));
}

async function hostileClient(url: string, manner: Manner): Promise<HostileClient> {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  let received = "";
  await once(socket, "connect");
  await manner(socket);
  if (!socket.isPaused())
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
    });
  return {
    socket,
    received: () => received,
    leave: async () => {
      if (socket.destroyed) return;
      socket.destroy();
      await once(socket, "close");
    },
  };
}

/** The address that the server takes hostile clients' requests for, if it trusts X-Forwarded-For. */
export const HOSTILE_ADDRESS = "198.51.100.1";

/** The head of a request. */
export const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, "host: localhost", `x-forwarded-for: ${HOSTILE_ADDRESS}`, ...headers, "", ""].join(
    "\r\n",
  );

const FORM = "content-type: application/x-www-form-urlencoded";
const JSON_TYPE = "content-type: application/json";

/** What clients do to the pages, the API or the gate: paths that are read and written, and an answer of some length. */
export interface Target {
  read: string;
  write: string;
  long: string;
}

/** Every way to hold on to what a request uses. */
export function manners({ read, write, long }: Target): [name: string, manner: Manner][] {
  const get = head(`GET ${read}`);
  const type = write.startsWith("/api/v1") ? JSON_TYPE : FORM;
  const post = (...framing: string[]) => head(`POST ${write}`, type, ...framing);
  return [
    ["send two requests and leave after 5 ms", leaving(get.repeat(2), 5)],
    ["send eight requests and leave after 100 ms", leaving(get.repeat(8), 100)],
    ["send a request and half of another, and leave", leaving(`${get + post("content-length: 60000")}x`, 20)],
    ["reset the connection", resetting(get.repeat(2))],
    ["close their side after the request", (socket) => socket.end(get.repeat(2))],
    ["send eight requests and stay", (socket) => socket.write(get.repeat(8))],
    ["send a hundred requests at once", (socket) => socket.write(get.repeat(100))],
    ["stall in a body with a length", (socket) => socket.write(`${post("content-length: 5000")}x`)],
    [
      "stall in a body in chunks",
      (socket) => socket.write(`${post("transfer-encoding: chunked")}5\r\nhello\r\n`),
    ],
    ["trickle a body", trickling(post("content-length: 5000"))],
    ["trickle the body of a GET", trickling(head(`GET ${read}`, "content-length: 5000"))],
    ["trickle the head", trickling(`GET ${read} HTTP/1.1\r\nhost: localhost\r\nx-slow: `)],
    ["read no answer", notReading(head(`GET ${long}`).repeat(16))],
    ["send nothing", () => {}],
  ];
}

const leaving =
  (text: string, afterMs: number): Manner =>
  async (socket) => {
    socket.write(text);
    await delay(afterMs);
    socket.destroy();
  };

const resetting =
  (text: string): Manner =>
  async (socket) => {
    socket.write(text);
    await delay(10);
    socket.resetAndDestroy();
  };

const TRICKLE_MS = 500;

const trickling =
  (text: string): Manner =>
  (socket) => {
    socket.write(text);
    const timer = setInterval(() => socket.write("x"), TRICKLE_MS);
    socket.once("close", () => clearInterval(timer));
  };

const notReading =
  (text: string): Manner =>
  (socket) => {
    socket.pause();
    socket.write(text);
  };
