import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Gate, GateVerdict, Requirement } from "./gate.ts";
import { refusalHeaders } from "./refusal-answer.ts";

export { Gate, type GateOptions, GateVerdict } from "./gate.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who made this request. Null on routes with `config: { latchkey: false }`. */
    latchkey: GateVerdict | null;
  }
  interface FastifyContextConfig {
    /** What this route needs. What it doesn't say is as in the plugin's options. `false` lets everybody in. */
    latchkey?: Requirement | false;
  }
}

/** The plugin's options. Scopes and cost are for routes that don't have their own. */
export interface LatchkeyPluginOptions extends Requirement {
  gate: Gate;
}

const plugin: FastifyPluginCallback<LatchkeyPluginOptions> = (app, { gate, ...byDefault }, done) => {
  app.decorateRequest("latchkey", null);
  app.addHook("onRequest", async (request: FastifyRequest, reply: FastifyReply) => {
    const { latchkey: ofRoute } = request.routeOptions.config;
    if (ofRoute === false) return;
    const { method, originalUrl, headers, ip } = request;
    const verdict = await gate.check({ method, originalUrl, headers, ip }, { ...byDefault, ...ofRoute });
    if (!verdict.allowed)
      return (
        reply
          .code(verdict.status)
          .headers(refusalHeaders(verdict))
          // Of bytes, Fastify leaves the type as it is.
          .send(Buffer.from(JSON.stringify(verdict.problem)))
      );
    reply.headers(verdict.headers);
    request.latchkey = verdict;
  });
  done();
};

/**
 * Fastify plugin: only requests that Latchkey lets pass reach the handlers of this instance's routes, with the verdict in
 * `request.latchkey`. Others are answered with a problem.
 *
 * @example
 * app.register(latchkey, { gate: new Gate(), scopes: ["data:read"] });
 * app.get("/health", { config: { latchkey: false } }, handler);
 */
export const latchkey = Object.assign(plugin, {
  // The hook is for the instance that registers the plugin, and not for one of the plugin's own.
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "@latchkey/sdk",
});
