import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answerToNode } from "#lib/api/answer.ts";
import type { RouteMatch, RouteTable } from "#lib/api/route-table.ts";
import { isForOperators, methodsOf, type Route } from "#lib/api/routes.ts";
import { clockMs, micros } from "#lib/clock.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import { newId } from "#lib/ids.ts";
import { isProblem } from "#lib/problem.ts";
import { refusalDelay } from "#lib/refusal-delay.ts";
import { type RequestContext, requestContext } from "#lib/request-context.ts";
import type { ApiHandler, Handler } from "#lib/server/api-handler.ts";
import { clientAddress } from "#lib/server/client-address.ts";
import { Connections, type Port, TIME_LIMITS } from "#lib/server/connections.ts";
import { corsHeaders, isPublicDocument, preflightHeaders } from "#lib/server/cors.ts";
import { guardDesk, isForDesk } from "#lib/server/desk-guard.ts";
import { inTurn, refusePipelined } from "#lib/server/in-turn.ts";
import { limitPost } from "#lib/server/limit-posts.ts";
import type { NextApp } from "#lib/server/next-app.ts";
import { onePerTick, startsAtOnce } from "#lib/server/one-per-tick.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { discardBody } from "#lib/server/request-body.ts";
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
export function createPublicServer(options: Options): Port {
  const { dev, next } = options;
  const server = createServer({
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    ...TIME_LIMITS,
    keepAliveTimeout: 65_000,
    // The guard rejects requests without a Host header, with a problem. Only hot reload in development needs upgrades.
    requireHostHeader: false,
    shouldUpgradeCallback: () => dev,
  });
  // Unknown values of the Expect header may be ignored (RFC 9110, section 10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  const handle = (request: IncomingMessage, response: ServerResponse) => answer(request, response, options);
  server.on("request", inTurn(handle, refusePipelined));
  if (dev) server.on("upgrade", next.upgrade);
  const connections = new Connections(server, "public");
  server.on("clientError", refuseConnection(connections));
  return { server, connections };
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
  const cors = corsHeaders(path, request.headers.origin);
  // Node writes headers more slowly if some were set earlier. API responses therefore get these in `fixedHeaders`.
  if (refusal || !route || request.method === "OPTIONS") setHeaders(response, cors);
  if (!isApi(path)) setContentPolicy(request, response, dev);
  if (refusal) {
    discardBody(request);
    const refuse = () => answerToNode(response, { requestId, now: new Date(clockMs()) }, refusal);
    if (overLimit) void refusalDelay().then(refuse);
    else refuse();
    return;
  }
  if (request.method === "OPTIONS" && (isDescribed(route) || isPublicDocument(path))) {
    const methods = route ? methodsOf(route.target) : DOCUMENT_METHODS;
    const preflight = request.headers["access-control-request-method"] !== undefined;
    answerOptions(response, methods, requestId, preflight ? preflightHeaders(cors, methods) : {});
    return;
  }
  // Endpoints set these headers themselves, but the routes of the browser's login belong to next-auth.
  if (path.startsWith("/api/auth/"))
    response.setHeader("request-id", requestId).setHeader("cache-control", "no-store");
  const context: RequestContext = { requestId, ip, startedMicros: micros() };
  context.fixedHeaders = fixedHeaders(cors);
  const start = () => {
    if (route) answerApi(request, response, context, { api, route });
    else run(isForDesk(request) ? guardedDesk(next) : next.handle, context, request, response);
  };
  if (startsAtOnce(request, route)) start();
  else onePerTick(start);
}

const guardedDesk =
  ({ handle }: NextApp): Handler =>
  async (request, response) => {
    if (!(await guardDesk(request, response))) await handle(request, response);
  };

/** Whether anyone may learn which methods a route has. */
const isDescribed = (route: RouteMatch<Route> | null): route is RouteMatch<Route> =>
  route !== null && !isForOperators(route.target);

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
