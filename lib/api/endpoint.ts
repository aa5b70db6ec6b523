import { workerData } from "node:worker_threads";
import type { z } from "zod";
import type { AnySpec, EndpointSpec } from "#lib/api/endpoint-spec.ts";
import { serve } from "#lib/api/pipeline.ts";
import { templates } from "#lib/api/routes-of-folder.ts";
import type { Access } from "#lib/gate/rights.ts";

// The Next worker has no limits and no cache of keys. If Next reads a path as one of the API's although the main thread
// didn't, nothing is served there; only documents outside the API are. Plain `next start` has no such worker.
const inNextWorker = workerData?.thread === "next";
const isOutsideApi = (request: Request) => new URL(request.url).pathname.startsWith("/.well-known/");

/** The second argument that Next passes to a route handler. The API has no catch-all parameters. */
export type RouteContext = { params: Promise<Record<string, string>> };

/** A route handler with its specification. */
export interface Endpoint {
  (request: Request, context: RouteContext): Promise<Response>;
  spec: AnySpec;
  /** The template of its path, such as `/api/v1/keys/{id}`. Set when the routes are loaded. */
  route: string | null;
}

/** Creates a route handler from its specification. Only an endpoint outside app/api/v1 needs `route`. */
export function endpoint<
  const A extends Access = "actor",
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
  const L extends boolean = false,
>(spec: EndpointSpec<A, P, Q, B, R, L>, route: string | null = null): Endpoint {
  const anySpec = spec as unknown as AnySpec;
  const handler: Endpoint = Object.assign(
    async (request: Request, { params }: RouteContext) => {
      if (inNextWorker && !isOutsideApi(request)) return new Response(null, { status: 404 });
      return serve({
        spec: anySpec,
        route: handler.route ?? routeOf(request),
        request,
        params: await params,
      });
    },
    { spec: anySpec, route },
  );
  return handler;
}

// When Next runs without our server, it passes the parameters to a route handler, but not the route's template.
function routeOf(request: Request): string {
  const { pathname } = new URL(request.url);
  return templates().find(pathname)?.target ?? pathname;
}
