import type { MiddlewareHandler } from "hono";
import type { Gate, GateVerdict, Requirement } from "./gate.ts";
import { refusalAnswer } from "./refusal-answer.ts";

export { Gate, type GateOptions, GateVerdict } from "./gate.ts";

/** What `c.get("latchkey")` gives behind the middleware. */
export interface LatchkeyVariables {
  latchkey: GateVerdict;
}

/** Where `@hono/node-server` keeps Node's request. */
interface NodeBindings {
  incoming?: { socket?: { remoteAddress?: string } };
}

/**
 * Hono middleware: only requests that Latchkey lets pass reach the handlers after it, with the verdict in
 * `c.get("latchkey")`. Others are answered with a problem.
 *
 * @example
 * app.use(latchkey(new Gate(), { scopes: ["data:read"] }));
 */
export function latchkey(
  gate: Gate,
  requirement: Requirement = {},
): MiddlewareHandler<{ Variables: LatchkeyVariables }> {
  return async (c, next) => {
    const { method, url, headers } = c.req.raw;
    const { incoming } = (c.env ?? {}) as NodeBindings;
    const verdict = await gate.check({ method, url, headers, socket: incoming?.socket }, requirement);
    if (!verdict.allowed) return refusalAnswer(verdict);
    c.set("latchkey", verdict);
    await next();
    for (const name in verdict.headers) if (!c.res.headers.has(name)) c.header(name, verdict.headers[name]);
    return undefined;
  };
}
