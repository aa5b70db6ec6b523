import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerToNode } from "#lib/api/answer.ts";
import { DISCARD_LIMIT_BYTES } from "#lib/api/body.ts";
import { methodsOf, type RouteTable } from "#lib/api/routes.ts";
import { clockMs, micros } from "#lib/clock.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import { type RequestContext, requestContext } from "#lib/gate/request-context.ts";
import { newId } from "#lib/ids.ts";
import type { Handler } from "#lib/server/api-handler.ts";
import { clientAddress } from "#lib/server/client-address.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { isApi, refuse } from "#lib/server/request-guard.ts";
import { SECURITY_HEADERS, setContentPolicy, setSecurityHeaders } from "#lib/server/security-headers.ts";
import { toProblem } from "#lib/to-problem.ts";

interface Options {
  dev: boolean;
  routes: RouteTable;
  /** Answers /api/v1; without it, Next does. */
  api: Handler | null;
  /** Answers everything else. */
  next: Handler;
}

const HEADERS_LIMIT_BYTES = 16 * 1024;

/** The HTTP server: every request gets its id and passes the guard before anything else sees it. */
export function createPublicServer({ dev, routes, api, next }: Options): Server {
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
    const refusal = refuse(request, routes);
    const route = refusal ? null : routes.at(path);
    const fast = request.method === "OPTIONS" || !route ? null : api;
    // What is set before writes all headers of an answer the slow way: the API's answers bring them along.
    if (!fast) setSecurityHeaders(response);
    if (!isApi(path)) setContentPolicy(request, response, dev);
    if (refusal) {
      discard(request);
      return answerToNode(response, { requestId, now: new Date(clockMs()) }, refusal);
    }
    if (route && request.method === "OPTIONS") return tellMethods(response, methodsOf(route), requestId);
    // Endpoints set these themselves; the browser's login routes are not ours.
    if (path.startsWith("/api/auth/"))
      response.setHeader("request-id", requestId).setHeader("cache-control", "no-store");
    const ip = clientAddress(request);
    const context: RequestContext = { requestId, ip, startedMicros: micros() };
    if (!fast) return run(next, context, request, response);
    context.fixedHeaders = SECURITY_HEADERS;
    withCacheVersion((version) => {
      context.cacheVersion = version;
      run(fast, context, request, response);
    });
  });
  server.on("clientError", refuseConnection);
  return server;
}

function run(
  handle: Handler,
  context: RequestContext,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  requestContext.run(context, () => {
    handle(request, response).catch((error) =>
      answerToNode(response, { ...context, now: new Date(clockMs()) }, toProblem(error, context.requestId)),
    );
  });
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
