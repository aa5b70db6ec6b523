import { createServer, type IncomingMessage, METHODS, type ServerResponse } from "node:http";
import { env } from "#env.ts";
import { answerToNode } from "#lib/api/answer.ts";
import { clockMs, micros } from "#lib/clock.ts";
import { type AuthQuery, type AuthRequest, readAuthRequest } from "#lib/gate/auth-query.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import { forwardAuth } from "#lib/gate/forward-auth.ts";
import { type ClientRequest, type GateRequest, gateRequest } from "#lib/gate/gate-request.ts";
import { hostnameOf, isPrivateName } from "#lib/host.ts";
import { newId } from "#lib/ids.ts";
import { metrics } from "#lib/metrics.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";
import { type RequestContext, requestContext } from "#lib/request-context.ts";
import { answerText } from "#lib/server/answer-text.ts";
import { type Handler, only } from "#lib/server/api-handler.ts";
import { gatewayClientAddress } from "#lib/server/client-address.ts";
import { Connections, type Port, TIME_LIMITS } from "#lib/server/connections.ts";
import { answerPass, answerRefusal } from "#lib/server/gate-answer.ts";
import { gateVerify } from "#lib/server/gate-verify.ts";
import type { Health } from "#lib/server/health.ts";
import { inTurn, refusePipelined } from "#lib/server/in-turn.ts";
import { probeHandlers } from "#lib/server/probes.ts";
import { refuseConnection } from "#lib/server/refuse-connection.ts";
import { toProblem } from "#lib/to-problem.ts";

const HEADERS_LIMIT_BYTES = 32 * 1024;
const KNOWN_METHODS = new Set(METHODS);

/**
 * The gate port, for the operator's gateways and services.
 * The port doesn't authenticate its clients: bind it to loopback or a private network.
 */
export function createGateServer(health: Health): Port {
  const others: Record<string, Handler> = {
    "POST /verify": only(gateVerify),
    ...probeHandlers(health, { details: true }),
    "GET /metrics": async (_request, response) =>
      answerText(response, await metrics.text(), metrics.contentType),
  };
  const server = createServer({
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    ...TIME_LIMITS,
    keepAliveTimeout: 75_000,
    requireHostHeader: false,
    // Repeated headers become one value with a comma, so that a repeated credential is detected and rejected.
    joinDuplicateHeaders: true,
    shouldUpgradeCallback: () => false,
  });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const authRequest = readAuthRequest(request.url!);
    if (authRequest) return answerGate(request, response, authRequest);
    void answerOther(request, response, others);
  };
  server.on("request", inTurn(handle, refusePipelined));
  const connections = new Connections(server, "gate");
  server.on("clientError", refuseConnection(connections));
  return { server, connections };
}

function answerGate(request: IncomingMessage, response: ServerResponse, authRequest: AuthRequest): void {
  const context: RequestContext = {
    requestId: newId("req", clockMs()),
    ip: gatewayClientAddress(request),
    startedMicros: micros(),
  };
  withCacheVersion((version) => {
    context.cacheVersion = version;
    const clientRequest = gateRequest(clientRequestOf(request, authRequest), context);
    void answerAuth(response, clientRequest, authRequest.query);
  });
}

async function answerAuth(
  response: ServerResponse,
  request: GateRequest,
  query: AuthQuery | Problem,
): Promise<void> {
  const { refusal, caller, limits } = await forwardAuth(request, query);
  metrics.decided("gate", refusal?.code ?? "ok", request.startedMicros);
  const { requestId, now } = request;
  const envelope = { requestId, now, limits };
  if (!refusal) return answerPass(response, envelope, caller!);
  answerRefusal(response, envelope, refusal, !isProblem(query) && query.collapseStatus);
}

/** The request that the client sent to the gateway. */
function clientRequestOf(
  { headers, method = "GET" }: IncomingMessage,
  { target, query }: AuthRequest,
): ClientRequest {
  const get = (name: string) => (headers[name] as string | undefined) ?? null;
  const original = get("x-forwarded-method") ?? get("x-original-method") ?? method;
  return {
    method: KNOWN_METHODS.has(original) ? original : "OTHER",
    target: target ?? get("x-forwarded-uri") ?? get("x-original-uri") ?? get("x-original-url") ?? "/",
    headers: { get },
    origin: null,
    credentialIn: isProblem(query) ? undefined : query.credentialIn,
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
    // Not checked for /gate: many gateways pass on the client's Host, and the answer is only about the credential.
    requireKnownHost(request.headers.host);
    const handle = handlers[`${method} ${path}`];
    if (!handle) throw refusalOf(path, Object.keys(handlers));
    await requestContext.run(context, () => handle(request, response));
  } catch (error) {
    const { requestId } = context;
    answerToNode(response, { requestId, now: new Date(clockMs()) }, toProblem(error, requestId));
  }
}

function requireKnownHost(host = ""): void {
  const name = hostnameOf(host);
  if (isPrivateName(name) || env.gateHostnames.includes(name)) return;
  const detail = "The gate port isn't reached by this host name. Use its address, or set GATE_HOSTNAMES.";
  throw problem("forbidden", { reason: "unknown_host", detail });
}

function refusalOf(path: string, operations: string[]) {
  const allowed = operations.map((operation) => operation.split(" ")).filter(([, known]) => known === path);
  if (allowed.length === 0)
    return problem("not_found", {
      detail: "Not found. This port serves /gate, /verify, /healthz, /readyz and /metrics.",
    });
  return problem("method_not_allowed", { headers: { allow: allowed.map(([method]) => method).join(", ") } });
}
