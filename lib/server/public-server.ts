import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerToNode } from "#lib/api/answer.ts";
import { DISCARD_LIMIT_BYTES } from "#lib/api/body.ts";
import type { RouteMatch, RouteTable } from "#lib/api/route-table.ts";
import { methodsOf, type Route } from "#lib/api/routes.ts";
import { clockMs, micros } from "#lib/clock.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import { type RequestContext, requestContext } from "#lib/gate/request-context.ts";
import { newId } from "#lib/ids.ts";
import { isProblem } from "#lib/problem.ts";
import type { ApiHandler, Handler } from "#lib/server/api-handler.ts";
import { clientAddress } from "#lib/server/client-address.ts";
import { corsHeaders, isPublicDocument, preflightHeaders } from "#lib/server/cors.ts";
import type { NextApp } from "#lib/server/next-app.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { guard, isApi } from "#lib/server/request-guard.ts";
import { fixedHeaders, setContentPolicy, setHeaders } from "#lib/server/security-headers.ts";
import { toProblem } from "#lib/to-problem.ts";

interface Options {
  dev: boolean;
  routes: RouteTable<Route>;
  /** Handles /api/v1. */
  api: ApiHandler;
  /** Handles everything else. */
  next: NextApp;
}

const DOCUMENT_METHODS = ["GET", "HEAD", "OPTIONS"];
const HEADERS_LIMIT_BYTES = 16 * 1024;

/** The public HTTP server. Every request gets an ID and has to pass the guard first. */
export function createPublicServer(options: Options): Server {
  const { dev, next } = options;
  const server = createServer({
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    // The guard rejects requests without a Host header, with a problem. Only hot reload in development needs upgrades.
    requireHostHeader: false,
    shouldUpgradeCallback: () => dev,
  });
  // Unknown values of the Expect header may be ignored (RFC 9110, section 10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.on("request", (request: IncomingMessage, response: ServerResponse) =>
    answer(request, response, options),
  );
  if (dev) server.on("upgrade", next.upgrade);
  server.on("clientError", refuseConnection);
  return server;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { dev, routes, api, next }: Options,
): void {
  const requestId = newId("req", clockMs());
  const admitted = guard(request, routes, { dev });
  const route = isProblem(admitted) ? null : admitted.route;
  const path = request.url?.split("?", 1)[0] ?? "/";
  const cors = corsHeaders(path, request.headers.origin);
  // Node writes headers more slowly if some were set earlier. API responses therefore get these in `fixedHeaders`.
  if (!route || request.method === "OPTIONS") setHeaders(response, cors);
  if (!isApi(path)) setContentPolicy(request, response, dev);
  if (isProblem(admitted)) {
    discard(request);
    answerToNode(response, { requestId, now: new Date(clockMs()) }, admitted);
    return;
  }
  if (request.method === "OPTIONS" && (route || isPublicDocument(path))) {
    const methods = route ? methodsOf(route.target) : DOCUMENT_METHODS;
    const preflight = request.headers["access-control-request-method"] !== undefined;
    answerOptions(response, methods, requestId, preflight ? preflightHeaders(cors, methods) : {});
    return;
  }
  // Endpoints set these headers themselves, but the routes of the browser's login belong to next-auth.
  if (path.startsWith("/api/auth/"))
    response.setHeader("request-id", requestId).setHeader("cache-control", "no-store");
  const context: RequestContext = { requestId, ip: clientAddress(request), startedMicros: micros() };
  context.fixedHeaders = fixedHeaders(cors);
  if (route) answerApi(request, response, context, { api, route });
  else run(next.handle, context, request, response);
}

function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  { api, route }: { api: ApiHandler; route: RouteMatch<Route> },
): void {
  withCacheVersion((version) => {
    context.cacheVersion = version;
    run((...call) => api(...call, route), context, request, response);
  });
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

function answerOptions(
  response: ServerResponse,
  methods: string[],
  requestId: string,
  preflight: Record<string, string>,
): void {
  const headers = { allow: methods.join(", "), "request-id": requestId, "cache-control": "no-store" };
  response.writeHead(204, { ...headers, ...preflight }).end();
}

// Most clients only read the response once they have sent everything, so the body is read and discarded, up to a limit.
function discard(request: IncomingMessage): void {
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > DISCARD_LIMIT_BYTES) request.socket.destroy();
  });
}
