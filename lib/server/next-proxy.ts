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
import { BODY_LIMIT_BYTES } from "#lib/api/body.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";
import { CLIENT_IP, HOP_BY_HOP, REQUEST_ID } from "#lib/server/next-app.ts";
import { isApi } from "#lib/server/request-guard.ts";

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
    let refusal: Problem | null = null;
    sendBody(request, upstream).catch((error) => {
      if (isProblem(error)) refusal = error;
      upstream.destroy();
    });
    const answer = await responseOf(upstream).catch(() => {
      if (response.closed) return null; // the client has disconnected
      throw refusal ?? nextIsStarting();
    });
    if (!answer) return;
    if (answer.statusCode! >= 500 && isApi(request.url!)) {
      answer.resume();
      throw loginFailed(answer);
    }
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
  // A body has to be framed for the next connection, too: unframed bytes would be read as another request.
  if (!mayHaveBody(request)) delete headers["content-length"];
  else if (request.headers["transfer-encoding"]) headers["transfer-encoding"] = "chunked";
  return headers;
}

const mayHaveBody = ({ method }: IncomingMessage) =>
  method === "POST" || method === "PUT" || method === "PATCH";

/** Sends a request's body on. Throws `body_too_large` as soon as too many bytes have come. */
async function sendBody(request: IncomingMessage, upstream: ClientRequest): Promise<void> {
  if (mayHaveBody(request)) return pipeline(request, upToTheLimit, upstream);
  upstream.end();
  request.resume();
}

async function* upToTheLimit(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw problem("body_too_large");
    yield chunk;
  }
}

async function responseOf(upstream: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(upstream, "response");
  return answer;
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
