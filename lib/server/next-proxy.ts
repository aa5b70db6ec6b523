import { once } from "node:events";
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as makeRequest,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { requestContext } from "#lib/gate/request-context.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { CLIENT_IP, HOP_BY_HOP, REQUEST_ID } from "#lib/server/next-app.ts";

/** Forwards requests to the Next worker over its socket. */
export class NextProxy {
  readonly #socketPath: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const upstream = makeRequest({
      socketPath: this.#socketPath,
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: headersFor(request),
    });
    response.once("close", () => {
      if (!response.writableFinished) upstream.destroy();
    });
    // Errors are handled below. But the connection can also fail later, and an unhandled event would end the process.
    upstream.on("error", () => {});
    request.pipe(upstream);
    const answer = await responseOf(upstream).catch(() => {
      if (response.closed) return null; // the client has disconnected
      throw nextIsStarting();
    });
    if (!answer) return;
    const answered = { ...answer.headers };
    for (const name of HOP_BY_HOP) delete answered[name];
    response.writeHead(answer.statusCode!, answered);
    // A client that disconnects early is not an error.
    await pipeline(answer, response).catch(() => response.destroy());
  }

  /** Forwards a connection that becomes a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = connect(this.#socketPath, () => {
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

function headersFor(request: IncomingMessage): OutgoingHttpHeaders {
  const { requestId, ip } = requestContext.getStore()!;
  const headers: OutgoingHttpHeaders = { ...request.headers, [REQUEST_ID]: requestId, [CLIENT_IP]: ip ?? "" };
  for (const name of HOP_BY_HOP) delete headers[name];
  return headers;
}

async function responseOf(upstream: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(upstream, "response");
  return answer;
}

/** The Next worker doesn't answer: it is starting, or it has just died and is restarted. */
export function nextIsStarting(): Problem {
  return problem("unavailable", {
    retryAfterSeconds: 2,
    detail: "Pages are starting. Try again in a moment.",
  });
}
