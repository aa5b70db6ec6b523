import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { log } from "#lib/log.ts";
import { metrics } from "#lib/metrics.ts";
import { connectionLimit } from "#lib/server/connection-limits.ts";
import { discardBody } from "#lib/server/request-body.ts";

const CHECK_EVERY_MS = 250;
/** How long a new connection may send nothing, and how long the head of a request may take. */
const HEAD_LIMIT_MS = 10_000;
/** How long a whole request may take to arrive. */
const REQUEST_LIMIT_MS = 20_000;
/** The part of a port's connections from which on it counts as full. */
const FULL = 0.9;
/** When the port is full, connections are closed on which nothing has been answered for this long. */
const SPARED_MS = 1000;
const WARN_EVERY_MS = 60_000;

interface Limits {
  connections: number;
  /** How long after its request a response may remain unread. */
  unreadMs: number;
  /** How much memory all unread responses of a port can take. */
  unreadBytes: number;
}

const limitsOfPort = (): Limits => ({
  connections: connectionLimit(),
  unreadMs: 60_000,
  unreadBytes: 64 * 1024 * 1024,
});

interface Connection {
  /** When it was opened or its latest request arrived. */
  sinceMs: number;
  /** The latest response. A set of the pending ones would be slower: many would outlive the young generation. */
  response: ServerResponse | null;
}

/** A port's server and its connections. */
export interface Port {
  server: Server;
  connections: Connections;
}

/** Limits how long a client can take to send a request. */
export const TIME_LIMITS = {
  headersTimeout: HEAD_LIMIT_MS,
  requestTimeout: REQUEST_LIMIT_MS,
  connectionsCheckingInterval: 2000,
};

/** The open connections of a port. Closes those that nobody uses properly, so that others find room. */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #limits: Limits;
  #warnedMs = Number.NEGATIVE_INFINITY;

  /** Call this before the server listens. */
  constructor(server: Server, port: "public" | "gate", limits = limitsOfPort()) {
    this.#limits = limits;
    server.maxConnections = limits.connections;
    server.on("drop", () => this.#warn(port));
    server.on("connection", (socket) => {
      // A client that is gone already has no address. Reading it now keeps it for later.
      if (socket.remoteAddress === undefined) return void socket.destroy();
      this.#open.set(socket, { sinceMs: performance.now(), response: null });
      socket.once("close", () => this.#open.delete(socket));
    });
    server.prependListener("request", (request, response) => this.#note(request, response));
    setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
    metrics.observeConnections(port, () => this.#open.size);
  }

  /** The sockets, each with its latest response. */
  *latestResponses(): Iterable<[Socket, ServerResponse | null]> {
    for (const [socket, { response }] of this.#open) yield [socket, response];
  }

  /** The response that is being sent on a connection, if there is one. */
  pendingOn(socket: Socket): ServerResponse | null {
    const response = this.#open.get(socket)?.response;
    return response && !response.writableFinished ? response : null;
  }

  #note(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#open.get(request.socket);
    if (!connection) return;
    if (hasBody(request)) response.prependOnceListener("finish", () => readToEnd(request));
    connection.sinceMs = performance.now();
    connection.response = response;
  }

  #warn(port: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#warnedMs < WARN_EVERY_MS) return;
    this.#warnedMs = nowMs;
    log.warn({ port, limit: this.#limits.connections }, "the port is full: connections are refused");
  }

  #check(): void {
    const nowMs = performance.now();
    const isFull = this.#open.size > this.#limits.connections * FULL;
    for (const [socket, connection] of this.#open) {
      const ageMs = nowMs - connection.sinceMs;
      const isInTheWay = isFull && ageMs > SPARED_MS && !isBeingAnswered(connection.response);
      if (isInTheWay || isOverdue(socket, connection, ageMs, this.#limits)) socket.destroy();
    }
    this.#closeUnread();
  }

  /** Gives up the oldest responses that clients don't read when they take too much memory together. */
  #closeUnread(): void {
    const unread = [...this.#open].filter(([socket]) => socket.writableLength > 0);
    unread.sort(([, a], [, b]) => a.sinceMs - b.sinceMs);
    let bytes = unread.reduce((sum, [socket]) => sum + socket.writableLength, 0);
    for (const [socket] of unread) {
      if (bytes <= this.#limits.unreadBytes) return;
      bytes -= socket.writableLength;
      socket.destroy();
    }
  }
}

// Node notices by itself when heads and bodies arrive too slowly.
function isOverdue(socket: Socket, { response }: Connection, ageMs: number, { unreadMs }: Limits): boolean {
  if (!response) return socket.bytesRead === 0 && ageMs > HEAD_LIMIT_MS;
  // Without a socket, it waits for an earlier response, which the client doesn't read.
  const unread = response.writableEnded || !response.socket;
  return unread && !response.writableFinished && ageMs > unreadMs;
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;

/** Reads what still comes of a body after its response. Node alone would read on without a limit. */
function readToEnd(request: IncomingMessage): void {
  discardBody(request);
  if (request.complete) return;
  const { socket } = request;
  let isLast = false;
  // How Node closes a connection that isn't kept alive, right after the response. With unread data, it would be reset, and a
  // client that sends its body first would never see the response.
  socket.destroySoon = () => {
    isLast = true;
    socket.end();
  };
  request.once("end", () => {
    Reflect.deleteProperty(socket, "destroySoon");
    if (isLast) socket.destroySoon();
  });
}

const isBeingAnswered = (response: ServerResponse | null) =>
  response?.socket && response.req.complete && !response.writableEnded;
