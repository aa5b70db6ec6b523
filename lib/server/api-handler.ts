import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { answerProblem } from "#lib/api/answer.ts";
import type { Endpoint } from "#lib/api/endpoint.ts";
import type { Route, RouteTable } from "#lib/api/routes.ts";
import { clockMs } from "#lib/clock.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import { problem } from "#lib/problem.ts";
import { toProblem } from "#lib/to-problem.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers the API's routes in this process, by the same exported handlers that Next would call, in a fraction of its time.
 * Replaces the global Request and Response with lighter ones, so Next must not live in the same thread.
 */
export function createApiHandler(routes: RouteTable): Handler {
  return listener(true, (request, path) => {
    const route = routes.at(path)!; // the guard let nothing else pass
    const handle = route.methods.get(request.method === "HEAD" ? "GET" : request.method)!;
    return handle(request, { params: Promise.resolve(paramsOf(route, path)) });
  });
}

/** Answers with one endpoint, whatever the path; leaves the globals as they are. */
export function only(endpoint: Endpoint): Handler {
  return listener(false, (request) => endpoint(request, { params: Promise.resolve({}) }));
}

function listener(
  overrideGlobalObjects: boolean,
  answer: (request: Request, path: string) => Promise<Response>,
): Handler {
  return getRequestListener((request, { incoming }) => answer(request, incoming.url!.split("?", 1)[0]!), {
    errorHandler,
    overrideGlobalObjects,
  });
}

// What is thrown outside an endpoint: by the adaptor, which knows no host such as "a b", or by a handler that is none of ours.
function errorHandler(error: unknown): Response {
  const context = requestContext.getStore()!;
  const refusal =
    error instanceof RequestError ? problem("malformed_request") : toProblem(error, context.requestId);
  return answerProblem({ ...context, now: new Date(clockMs()) }, refusal);
}

function paramsOf({ pattern }: Route, path: string): Record<string, string> {
  const groups = Object.entries(pattern?.exec(path)?.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
}
