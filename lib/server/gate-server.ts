import { createServer, type IncomingMessage, METHODS, type Server, type ServerResponse } from "node:http";
import { reach } from "#db/queries/store.ts";
import { answerToNode } from "#lib/api/answer.ts";
import { clockMs } from "#lib/clock.ts";
import { type AuthRequest, readAuthRequest } from "#lib/gate/auth-query.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import { type Asked, beginExchange, type Exchange } from "#lib/gate/exchange.ts";
import { ask } from "#lib/gate/forward-auth.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import { newId } from "#lib/ids.ts";
import { metrics } from "#lib/metrics.ts";
import { isProblem, problem } from "#lib/problem.ts";
import { type Handler, only } from "#lib/server/api-handler.ts";
import { gatewayClientAddress } from "#lib/server/client-address.ts";
import { answerPass, answerRefusal } from "#lib/server/gate-answer.ts";
import { gateVerify } from "#lib/server/gate-verify.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { toProblem } from "#lib/to-problem.ts";

const HEADERS_LIMIT_BYTES = 32 * 1024;
const KNOWN_METHODS = new Set(METHODS);

/**
 * The internal port: gateways and services of the operator ask here. `GET /readyz` says 503 once `draining` does.
 * Nothing but trusted machines may reach it; who may ask is not asked.
 */
export function createGateServer(draining: () => boolean): Server {
  const others: Record<string, Handler> = {
    "POST /verify": only(gateVerify),
    "GET /healthz": async (_request, response) => tell(response, "alive"),
    "GET /readyz": async (_request, response) => {
      if (draining())
        throw problem("unavailable", {
          retryAfterSeconds: 1,
          detail: "The server is shutting down. Try again in a moment.",
        });
      await reach();
      tell(response, "ready");
    },
    "GET /metrics": async (_request, response) => tell(response, await metrics.text(), metrics.contentType),
  };
  const server = createServer({
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    keepAliveTimeout: 75_000,
    requireHostHeader: false,
    // Two of a header that may come once are seen as one with a comma, and refused.
    joinDuplicateHeaders: true,
    shouldUpgradeCallback: () => false,
  });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const asking = readAuthRequest(request.url!);
    if (asking) return answerGate(request, response, asking);
    void answerOther(request, response, others);
  });
  server.on("clientError", refuseConnection);
  return server;
}

function answerGate(request: IncomingMessage, response: ServerResponse, asking: AuthRequest): void {
  const context = { requestId: newId("req", clockMs()), ip: gatewayClientAddress(request) };
  const exchange = beginExchange(originalOf(request, asking.target), context);
  withCacheVersion((version) => {
    exchange.cacheVersion = version;
    void answerExchange(response, exchange, asking);
  });
}

async function answerExchange(
  response: ServerResponse,
  exchange: Exchange,
  asking: AuthRequest,
): Promise<void> {
  const outcome = await ask(exchange, asking.question);
  metrics.decided("gate", isProblem(outcome) ? outcome.code : "ok", exchange.startedMicros);
  if (!isProblem(outcome)) return answerPass(response, exchange, outcome);
  answerRefusal(response, exchange, outcome, !isProblem(asking.question) && asking.question.fold);
}

/** The request that a client made to the gateway. */
function originalOf({ headers, method = "GET" }: IncomingMessage, target: string | null): Asked {
  const get = (name: string) => (headers[name] as string | undefined) ?? null;
  const original = get("x-forwarded-method") ?? get("x-original-method") ?? method;
  return {
    method: KNOWN_METHODS.has(original) ? original : "OTHER",
    target: target ?? get("x-forwarded-uri") ?? get("x-original-uri") ?? get("x-original-url") ?? "/",
    headers: { get },
    origin: null,
  };
}

async function answerOther(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Record<string, Handler>,
): Promise<void> {
  const context = { requestId: newId("req", clockMs()), ip: gatewayClientAddress(request) };
  const path = request.url!.split("?", 1)[0]!;
  const method = request.method === "HEAD" ? "GET" : request.method;
  try {
    const handle = handlers[`${method} ${path}`];
    if (!handle) throw refusalOf(path, Object.keys(handlers));
    await requestContext.run(context, () => handle(request, response));
  } catch (error) {
    const { requestId } = context;
    answerToNode(response, { requestId, now: new Date(clockMs()) }, toProblem(error, requestId));
  }
}

function refusalOf(path: string, operations: string[]) {
  const allowed = operations.map((operation) => operation.split(" ")).filter(([, known]) => known === path);
  if (allowed.length === 0)
    return problem("not_found", {
      detail: "Not found. This port serves /gate, /verify, /healthz, /readyz and /metrics.",
    });
  return problem("method_not_allowed", { headers: { allow: allowed.map(([method]) => method).join(", ") } });
}

function tell(response: ServerResponse, text: string, contentType = "text/plain; charset=utf-8"): void {
  response
    .writeHead(200, {
      "content-type": contentType,
      "cache-control": "no-store",
      "content-length": Buffer.byteLength(text),
    })
    .end(text);
}
