import { once } from "node:events";
import {
  Agent,
  type IncomingMessage,
  request as makeRequest,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { metrics } from "#lib/metrics.ts";
import { networkOf } from "#lib/network.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { requestContext } from "#lib/request-context.ts";
import { CLIENT_IP, HOP_BY_HOP, REQUEST_ID } from "#lib/server/next-app.ts";
import { readBody } from "#lib/server/request-body.ts";
import { isApi } from "#lib/server/request-guard.ts";
import { type SlotLimits, Slots } from "#lib/slots.ts";

const READING = new Set(["GET", "HEAD"]);
// The worker has one thread, so more would only make each of them slower.
const SLOTS: SlotLimits = {
  slots: 16,
  waiting: 128,
  clientSlots: 8,
  patienceMs: 10_000,
  busy: "Too many requests are waiting for a page. Try again in a moment.",
};
/** How long the worker, and a client that reads slowly, can take for a response. */
const ANSWER_LIMIT_MS = 30_000;
// In development, a page is compiled when it is first opened.
const COMPILE_LIMIT_MS = 300_000;
const USER_AGENT_LIMIT = 256;
export const UNREAD_LIMIT_BYTES = 1024 * 1024;

interface Options {
  socketPath: string;
  /** Waits until the worker answers. */
  ready: () => Promise<void>;
  dev: boolean;
}

/**
 * Forwards requests to the Next worker over its socket. A request takes a slot from the arrival of its whole body until
 * the worker has answered, so a slow client, or one that leaves, can't keep it.
 */
export class NextProxy {
  readonly #options: Options;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #slots = new Slots(SLOTS);

  constructor(options: Options) {
    this.#options = options;
    metrics.observePages(() => this.#slots.counts);
  }

  async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const client = new AbortController();
    const leave = () => client.abort(new Error("The client has left"));
    // A response isn't told about a client that leaves in every case, but its socket is.
    socket.once("close", leave);
    if (socket.destroyed) leave();
    try {
      const body = await readBody(request);
      if (!this.#options.dev) requireReading(request);
      // Many people can share a network. Each browser has a cookie of its own once somebody has logged in.
      const user = { client: networkOf(requestContext.getStore()!.ip), member: request.headers.cookie };
      const relay = () => this.#relay(request, body, response, client.signal);
      await this.#slots.use(user, client.signal, relay);
    } catch (error) {
      if (!client.signal.aborted) throw error;
    } finally {
      socket.off("close", leave);
    }
  }

  /**
   * Passes a request on, and its response back. The response is read to its end even if the client leaves, because the
   * worker goes on rendering it.
   */
  async #relay(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    left: AbortSignal,
  ): Promise<void> {
    await orLeft(this.#options.ready(), left);
    const late = AbortSignal.timeout(this.#options.dev ? COMPILE_LIMIT_MS : ANSWER_LIMIT_MS);
    const answer = await this.#ask(request, body, late).catch(() => {
      throw late.aborted ? tooLate() : nextIsStarting();
    });
    if (answer.statusCode! >= 500 && isApi(request.url!)) {
      answer.resume();
      throw loginFailed(answer);
    }
    if (!left.aborted) response.writeHead(answer.statusCode!, answeredHeaders(answer));
    const stop = AbortSignal.any([left, late]);
    try {
      for await (const chunk of answer) if (!left.aborted) await write(response, chunk, stop);
      if (!left.aborted) response.end();
    } catch {
      // The worker has ended, or the client reads too slowly.
      response.destroy();
    }
  }

  async #ask(request: IncomingMessage, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
    const upstream = makeRequest({
      socketPath: this.#options.socketPath,
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: headersFor(request, body),
      signal,
    });
    // Errors are handled where the answer is awaited and read. But the connection can also fail later, and an unhandled
    // event would end the process.
    upstream.on("error", () => {});
    upstream.end(mayHaveBody(request) ? body : undefined);
    const [answer] = await once(upstream, "response");
    return answer;
  }

  /** Forwards a connection that becomes a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = connect(this.#options.socketPath, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2)
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      pipeline(socket, upstream, socket).catch(() => {});
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  }

  close(): void {
    this.#agent.destroy();
  }
}

// Pages only show. Everything that changes something goes to the API or to the browser's login. In development, Next's
// own tools use other methods.
function requireReading({ method = "", url = "" }: IncomingMessage): void {
  if (url.startsWith("/api/") || READING.has(method)) return;
  throw problem("method_not_allowed", {
    detail: "Pages can only be read. Send GET or HEAD.",
    headers: { allow: [...READING].join(", ") },
  });
}

function headersFor(request: IncomingMessage, body: Buffer): OutgoingHttpHeaders {
  const { requestId, ip } = requestContext.getStore()!;
  const headers: OutgoingHttpHeaders = { ...request.headers, [REQUEST_ID]: requestId, [CLIENT_IP]: ip ?? "" };
  for (const name of HOP_BY_HOP) delete headers[name];
  // Next searches it with an expression that takes quadratic time.
  if (headers["user-agent"])
    headers["user-agent"] = request.headers["user-agent"]!.slice(0, USER_AGENT_LIMIT);
  // The body has arrived as a whole, so its length is known. Other methods have none: unframed bytes would be read as
  // another request.
  if (mayHaveBody(request)) headers["content-length"] = body.length;
  else delete headers["content-length"];
  return headers;
}

const mayHaveBody = ({ method }: IncomingMessage) =>
  method === "POST" || method === "PUT" || method === "PATCH";

function answeredHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...answer.headers };
  for (const name of HOP_BY_HOP) delete headers[name];
  return headers;
}

/** Writes to the client, and waits for it only if it is far behind. */
async function write(response: ServerResponse, chunk: Buffer, stop: AbortSignal): Promise<void> {
  if (response.write(chunk) || response.writableLength < UNREAD_LIMIT_BYTES) return;
  await once(response, "drain", { signal: stop });
}

/** Waits for the promise, but not longer than the client. */
async function orLeft(promise: Promise<void>, left: AbortSignal): Promise<void> {
  const leaving = new AbortController();
  const gone = once(left, "abort", { signal: leaving.signal }).then(() => left.throwIfAborted());
  gone.catch(() => {});
  try {
    left.throwIfAborted();
    await Promise.race([promise, gone]);
  } finally {
    leaving.abort();
  }
}

function tooLate(): Problem {
  return problem("unavailable", {
    retryAfterSeconds: 2,
    detail: "The page took too long. Try again in a moment.",
  });
}

/** The browser's login failed. Next's own answer isn't a problem. */
function loginFailed({ statusCode, headers }: IncomingMessage): Problem {
  if (statusCode !== 503) return problem("internal_error");
  return problem("unavailable", { retryAfterSeconds: Number(headers["retry-after"] ?? 1) });
}

/** The Next worker doesn't answer: it is starting, or it has just died and is restarted. */
export function nextIsStarting(): Problem {
  return problem("unavailable", {
    retryAfterSeconds: 2,
    detail: "Pages are starting. Try again in a moment.",
  });
}
