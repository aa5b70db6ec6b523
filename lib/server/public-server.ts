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
import { refusalDelay } from "#lib/refusal-delay.ts";
import type { ApiHandler, Handler } from "#lib/server/api-handler.ts";
import { clientAddress } from "#lib/server/client-address.ts";
import { isPublicPost, limitPost } from "#lib/server/limit-posts.ts";
import type { NextApp } from "#lib/server/next-app.ts";
import { onePerTick } from "#lib/server/one-per-tick.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { guard, isApi } from "#lib/server/request-guard.ts";
import { SECURITY_HEADERS, setContentPolicy, setSecurityHeaders } from "#lib/server/security-headers.ts";
import { toProblem } from "#lib/to-problem.ts";

interface Options {
  dev: boolean;
  routes: RouteTable<Route>;
  /** Handles /api/v1. */
  api: ApiHandler;
  /** Handles everything else. */
  next: NextApp;
}

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
  const ip = clientAddress(request);
  const guarded = guard(request, routes);
  const overLimit = isProblem(guarded) ? null : limitPost(request, guarded.route, { ip, nowMs: clockMs() });
  const refusal = isProblem(guarded) ? guarded : overLimit;
  const route = isProblem(guarded) ? null : guarded.route;
  const path = request.url?.split("?", 1)[0] ?? "/";
  // Node writes headers more slowly if some were set earlier. API responses therefore get these in `fixedHeaders`.
  if (refusal || !route || request.method === "OPTIONS") setSecurityHeaders(response);
  if (!isApi(path)) setContentPolicy(request, response, dev);
  if (refusal) {
    discard(request);
    const refuse = () => answerToNode(response, { requestId, now: new Date(clockMs()) }, refusal);
    if (overLimit) void refusalDelay().then(refuse);
    else refuse();
    return;
  }
  if (route && request.method === "OPTIONS") {
    answerOptions(response, methodsOf(route.target), requestId);
    return;
  }
  // Endpoints set these headers themselves, but the routes of the browser's login belong to next-auth.
  if (path.startsWith("/api/auth/"))
    response.setHeader("request-id", requestId).setHeader("cache-control", "no-store");
  const context: RequestContext = { requestId, ip, startedMicros: micros() };
  const start = () => {
    if (route) answerApi(request, response, context, { api, route });
    else run(next.handle, context, request, response);
  };
  if (isPublicPost(request.method!, route)) onePerTick(start);
  else start();
}

function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  { api, route }: { api: ApiHandler; route: RouteMatch<Route> },
): void {
  context.fixedHeaders = SECURITY_HEADERS;
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

function answerOptions(response: ServerResponse, methods: string[], requestId: string): void {
  response
    .writeHead(204, { allow: methods.join(", "), "request-id": requestId, "cache-control": "no-store" })
    .end();
}

// Most clients only read the response once they have sent everything, so the body is read and discarded, up to a limit.
function discard(request: IncomingMessage): void {
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > DISCARD_LIMIT_BYTES) request.socket.destroy();
  });
}
