import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { answerProblem } from "#lib/api/answer.ts";
import { type Endpoint, endpoint } from "#lib/api/endpoint.ts";
import type { RouteMatch } from "#lib/api/route-table.ts";
import { methodsOf, type Route } from "#lib/api/routes.ts";
import { clockMs } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";
import { requestContext } from "#lib/request-context.ts";
import { toProblem } from "#lib/to-problem.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Handles a request to the route that the guard has found for it. */
export type ApiHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  match: RouteMatch<Route>,
) => Promise<void>;

/**
 * Calls the API's route handlers directly, which is much faster than through Next.
 * It replaces the global Request and Response with lighter ones, which is why Next runs in another thread.
 */
export function createApiHandler(): ApiHandler {
  const matches = new WeakMap<IncomingMessage, RouteMatch<Route>>();
  const handle = listener(true, (request, incoming) => {
    const { target, params } = matches.get(incoming)!;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const found = target.methods.get(method) ?? missingMethod(target, SAFE.has(method));
    return found(request, { params: Promise.resolve(params) });
  });
  return (request, response, match) => {
    matches.set(request, match);
    return handle(request, response);
  };
}

const SAFE = new Set(["GET", "OPTIONS"]);

/** Answers operators that a route doesn't have a method. The guard has told everyone else, of all other routes. */
function missingMethod(route: Route, readOnly: boolean): Endpoint {
  const refuse = () => {
    throw problem("method_not_allowed", { headers: { allow: methodsOf(route).join(", ") } });
  };
  const spec = { summary: "", tag: "", access: "operator", handle: refuse } as const;
  return endpoint(readOnly ? { ...spec, readOnly } : spec, route.path);
}

/** Handles requests to any path with one endpoint. Doesn't replace the globals. */
export function only(endpoint: Endpoint): Handler {
  return listener(false, (request) => endpoint(request, { params: Promise.resolve({}) }));
}

function listener(
  overrideGlobalObjects: boolean,
  answer: (request: Request, incoming: IncomingMessage) => Promise<Response>,
): Handler {
  return getRequestListener((request, { incoming }) => answer(request, incoming as IncomingMessage), {
    errorHandler,
    overrideGlobalObjects,
  });
}

// Errors outside of an endpoint: the adapter throws RequestError for an invalid host such as "a b".
function errorHandler(error: unknown): Response {
  const context = requestContext.getStore()!;
  const refusal =
    error instanceof RequestError ? problem("malformed_request") : toProblem(error, context.requestId);
  return answerProblem({ ...context, now: new Date(clockMs()) }, refusal);
}
