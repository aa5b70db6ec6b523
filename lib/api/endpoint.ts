import type { z } from "zod";
import type { Access, AnySpec, EndpointSpec } from "#lib/api/endpoint-spec.ts";
import { type RouteContext, serve } from "#lib/api/pipeline.ts";

/** A route handler for Next, carrying its specification. */
export interface Endpoint {
  (request: Request, context: RouteContext): Promise<Response>;
  spec: AnySpec;
}

/** Makes a route handler: identify → admit → parse → handle → shape → record → answer. */
export function endpoint<
  const A extends Access = "actor",
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
  const L extends boolean = false,
>(spec: EndpointSpec<A, P, Q, B, R, L>): Endpoint {
  const anySpec = spec as unknown as AnySpec;
  return Object.assign((request: Request, context: RouteContext) => serve(anySpec, request, context), {
    spec: anySpec,
  });
}
