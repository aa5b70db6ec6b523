import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { textOf } from "./answer.ts";
import type { GateAnswer, Transport } from "./gate-answer.ts";

/** A problem is much shorter. */
const LONGEST_BODY = 64 * 1024;

interface Runtime {
  process?: {
    versions?: { node?: string; bun?: string };
    getBuiltinModule?: (name: string) => typeof import("node:http");
  };
  Deno?: unknown;
}

/** In Node, a pool of kept connections, which costs less than `fetch`. Elsewhere, `fetch`. */
export function transportTo(url: string, timeout: number, fetch?: typeof globalThis.fetch): Transport {
  const { process, Deno } = globalThis as Runtime;
  const isNode = process?.versions?.node && !process.versions.bun && !Deno && process.getBuiltinModule;
  if (fetch || !isNode) return overFetch(url, timeout, fetch ?? globalThis.fetch);
  return new Pool(process.getBuiltinModule!(`node:${new URL(url).protocol.slice(0, -1)}`), url, timeout).ask;
}

function overFetch(url: string, timeout: number, fetch: typeof globalThis.fetch): Transport {
  return async (path, headers) => {
    const controller = new AbortController();
    const cancel = startTimer(timeout, () => controller.abort());
    try {
      const { signal } = controller;
      const response = await fetch(url + path, { headers, signal, redirect: "manual" });
      const { status, body } = response;
      if (status === 200) body?.cancel().catch(() => {});
      return {
        status,
        headers: Object.fromEntries(response.headers),
        body: status === 200 ? "" : await textOf(response, LONGEST_BODY),
      };
    } finally {
      cancel();
    }
  };
}

/**
 * Calls `end` after this time, unless it is cancelled. A process that was busy until then runs its timers before it reads
 * what has arrived, so it reads once more: the gate answered in time.
 */
function startTimer(ms: number, end: () => void): () => void {
  let cancelled = false;
  const timer = setTimeout(() => afterReading(() => cancelled || end()), ms);
  return () => {
    cancelled = true;
    clearTimeout(timer);
  };
}

/** In Node, immediates run after what has arrived was read. */
const afterReading: (end: () => void) => unknown = globalThis.setImmediate ?? ((end) => setTimeout(end));

/** One question to the gate. */
interface Question {
  path: string;
  headers: [name: string, value: string][];
  resolve: (answer: GateAnswer) => void;
  reject: (error: Error) => void;
  /** The request has ended, with an answer or without. */
  closed: () => void;
  request?: ClientRequest;
}

class Pool {
  readonly #http: typeof import("node:http");
  readonly #agent: Agent;
  readonly #to: { hostname: string; port: string; path: string; host: string };
  readonly #timeout: number;

  constructor(http: typeof import("node:http"), url: string, timeout: number) {
    const { host, hostname, port, pathname } = new URL(url);
    this.#http = http;
    // A service asks for each of its requests, so there may be many at once, but not without end.
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: 256, scheduling: "lifo" });
    this.#agent.keepSocketAlive = keep as Agent["keepSocketAlive"];
    this.#to = {
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      path: pathname.replace(/\/$/, ""),
      host,
    };
    this.#timeout = timeout;
  }

  readonly ask: Transport = (path, headers) =>
    new Promise((resolve, reject) => {
      const end = () => {
        const error = new Error(`No answer within ${this.#timeout} ms.`);
        question.request?.destroy(error);
        reject(error);
      };
      const cancel = startTimer(this.#timeout, end);
      const closed = () => {
        cancel();
        // If it was answered, that stays. But a connection can also end with neither an answer nor an error.
        reject(new Error("There was no answer."));
      };
      const question: Question = { path, headers, resolve, reject, closed };
      this.#send(question, true);
    });

  #send(question: Question, mayBeStale: boolean): void {
    const { hostname, port, path, host } = this.#to;
    const { headers, reject } = question;
    const request = this.#http.request({
      hostname,
      port,
      path: path + question.path,
      // An array goes out as it is, which takes less time than an object.
      headers: [["host", host], ...headers] as never,
      agent: this.#agent,
    });
    question.request = request;
    request.on("close", () => {
      if (question.request === request) question.closed();
    });
    let answered = false;
    request.on("response", (response) => {
      answered = true;
      this.#read(response, question);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const stale = mayBeStale && request.reusedSocket && !answered && BROKEN.has(error.code ?? "");
      if (!stale) return reject(error);
      // The others were probably closed at the same time.
      for (const socket of Object.values(this.#agent.freeSockets).flat()) socket?.destroy();
      this.#send(question, false);
    });
    request.end();
  }

  #read(response: IncomingMessage, { resolve, reject, request }: Question): void {
    const { statusCode: status = 0 } = response;
    const headers = headersOf(response.rawHeaders);
    if (status === 200) {
      response.on("error", () => {}).resume();
      resolve({ status, headers, body: "" });
      return;
    }
    let body = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
      if (body.length > LONGEST_BODY) request!.destroy(new Error("The answer is too long."));
    });
    response.on("error", reject);
    response.on("end", () => resolve({ status, headers, body }));
  }
}

/** `response.headers` knows special cases of many headers, and takes longer. */
function headersOf(raw: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    headers[name] = name in headers ? `${headers[name]}, ${raw[index + 1]}` : raw[index + 1]!;
  }
  return headers;
}

/** What Node's agent does with a socket that becomes free, but it reads `response.headers`. */
function keep(socket: Socket): boolean {
  socket.setKeepAlive(true, 1000);
  socket.unref();
  return true;
}

const BROKEN = new Set(["ECONNRESET", "EPIPE"]);
