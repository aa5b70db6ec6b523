import type { Gate, GateRequest, GateVerdict, Requirement } from "./gate.ts";
import { refusalHeaders } from "./refusal-answer.ts";

export { Gate, type GateOptions, GateVerdict } from "./gate.ts";

declare global {
  namespace Express {
    interface Request {
      /** Who made this request. Set by the middleware of `@latchkey/sdk/express`. */
      latchkey?: GateVerdict;
    }
  }
}

/** What the middleware needs of Express' response. */
interface ExpressResponse {
  statusCode: number;
  headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/**
 * Express middleware: only requests that Latchkey lets pass reach the handlers after it, with the verdict in
 * `req.latchkey`. Others are answered with a problem.
 *
 * @example
 * app.use(latchkey(new Gate(), { scopes: ["data:read"] }));
 */
export function latchkey(gate: Gate, requirement: Requirement = {}) {
  return (
    request: GateRequest & { latchkey?: GateVerdict },
    response: ExpressResponse,
    next: (error?: unknown) => void,
  ): void => {
    gate.check(request, requirement).then((verdict) => {
      // Another middleware, such as one for time-outs, was faster.
      if (response.headersSent) return;
      const headers = verdict.allowed ? verdict.headers : refusalHeaders(verdict);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (verdict.allowed) {
        request.latchkey = verdict;
        return next();
      }
      response.statusCode = verdict.status;
      response.end(JSON.stringify(verdict.problem));
    }, next);
  };
}
