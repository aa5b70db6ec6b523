import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { clockMs } from "#lib/clock.ts";
import { problemBody } from "#lib/http/answer.ts";
import { DISCARD_LIMIT_BYTES } from "#lib/http/body.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { isApi, methodsOf, refuse } from "#lib/http/front-guard.ts";
import { setSecurityHeaders } from "#lib/http/page-headers.ts";
import { requestContext } from "#lib/http/request-context.ts";
import type { Route } from "#lib/http/routes.ts";
import { newId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import { type Problem, problem } from "#lib/problem.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Options {
  dev: boolean;
  routes: Route[];
  /** Whatever lies behind the guard. */
  next: Handler;
}

const HEADERS_LIMIT_BYTES = 16 * 1024;

/** The HTTP server: every request gets its id and passes the guard before anything else sees it. */
export function frontDesk({ dev, routes, next }: Options): Server {
  const server = createServer({
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    // The guard refuses a request without a host, with a problem; nothing but development's reload upgrades.
    requireHostHeader: false,
    shouldUpgradeCallback: () => dev,
  });
  // An expectation that nobody knows may be ignored (RFC 9110, 10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const requestId = newId("req", clockMs());
    const path = request.url?.split("?", 1)[0] ?? "/";
    setSecurityHeaders(request, response, !isApi(path), dev);
    const refusal = refuse(request, routes);
    if (refusal) return refuseRequest(request, response, refusal, requestId);
    const methods = request.method === "OPTIONS" ? methodsOf(path, routes) : null;
    if (methods) return tellMethods(response, methods, requestId);
    // Endpoints set these themselves; the browser's login routes are not ours.
    if (path.startsWith("/api/auth/"))
      response.setHeader("request-id", requestId).setHeader("cache-control", "no-store");
    requestContext.run({ requestId, ip: clientAddress(request) }, () => {
      next(request, response).catch((err) => fail(response, err, requestId));
    });
  });
  server.on("clientError", refuseConnection);
  return server;
}

function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Problem,
  requestId: string,
): void {
  discard(request);
  const body = JSON.stringify(problemBody(refusal, requestId));
  response.writeHead(refusal.status, {
    ...problemHeaders(requestId),
    ...refusal.extras.headers,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

function tellMethods(response: ServerResponse, methods: string[], requestId: string): void {
  response
    .writeHead(204, { allow: methods.join(", "), "request-id": requestId, "cache-control": "no-store" })
    .end();
}

// A client that is still sending reads the answer only if what it sends is taken off the wire, within bounds.
function discard(request: IncomingMessage): void {
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > DISCARD_LIMIT_BYTES) request.socket.destroy();
  });
}

function fail(response: ServerResponse, err: unknown, requestId: string): void {
  log.error({ err, requestId }, "request failed outside an endpoint");
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(500, problemHeaders(requestId))
    .end(JSON.stringify(problemBody(problem("internal_error"), requestId)));
}

const problemHeaders = (requestId: string) => ({
  "content-type": "application/problem+json",
  "cache-control": "no-store",
  "request-id": requestId,
});

// What is not HTTP has no request: its answer is written to the socket.
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = problem(error.code === "HPE_HEADER_OVERFLOW" ? "headers_too_large" : "malformed_request");
  const requestId = newId("req", clockMs());
  const body = JSON.stringify(problemBody(refusal, requestId));
  const reason = refusal.status === 431 ? "Request Header Fields Too Large" : "Bad Request";
  const headers = {
    ...problemHeaders(requestId),
    connection: "close",
    "content-length": Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}
