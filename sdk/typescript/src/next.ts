import type { Gate, GateVerdict, Requirement } from "./gate.ts";
import { refusalAnswer } from "./refusal-answer.ts";

export { Gate, type GateOptions, GateVerdict } from "./gate.ts";

/** A request that Latchkey has let pass. */
export type WithLatchkey<R extends Request> = R & { readonly latchkey: GateVerdict };

/**
 * Protects a route handler of Next: it is called only for requests that Latchkey lets pass, with the verdict in
 * `request.latchkey`. Others are answered with a problem.
 *
 * @example
 * export const GET = latchkey(gate, { scopes: ["data:read"] }, (request) => Response.json({ by: request.latchkey.keyId }));
 */
export function latchkey<R extends Request, C>(
  gate: Gate,
  requirement: Requirement,
  handler: (request: WithLatchkey<R>, context: C) => Response | Promise<Response>,
): (request: R, context: C) => Promise<Response> {
  return async (request, context) => {
    const verdict = await gate.check(request, requirement);
    if (!verdict.allowed) return refusalAnswer(verdict);
    const response = await handler(Object.assign(request, { latchkey: verdict }), context);
    return withHeaders(response, verdict.headers);
  };
}

/** The response with the headers that it doesn't have yet. Those of a redirect or of `fetch` can't be changed, so it may be another one. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const changed = new Response(response.body, response);
  for (const name in headers) if (!changed.headers.has(name)) changed.headers.set(name, headers[name]!);
  return changed;
}
