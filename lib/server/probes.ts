import { problem } from "#lib/problem.ts";
import { answerText } from "#lib/server/answer-text.ts";
import type { Handler } from "#lib/server/api-handler.ts";
import type { Health } from "#lib/server/health.ts";
import type { NextApp } from "#lib/server/next-app.ts";

/** The operations for probes. With `details`, `/readyz` says why the server isn't ready, or which store it does without. */
export function probeHandlers(health: Health, { details }: { details: boolean }): Record<string, Handler> {
  return {
    "GET /healthz": async (_request, response) => answerText(response, "alive"),
    "GET /readyz": async (_request, response) => {
      const why = await health.whyUnready();
      if (why) throw problem("unavailable", { retryAfterSeconds: 1, detail: details ? why : undefined });
      const lacks = details && health.whyDegraded();
      answerText(response, lacks ? `ready\n${lacks}` : "ready");
    },
  };
}

/** The app with `/healthz` and `/readyz` in front of it, so that probes of the public port need neither Next nor the gate port. */
export function withProbes(app: NextApp, health: Health): NextApp {
  const handlers = probeHandlers(health, { details: false });
  const paths = new Set(Object.keys(handlers).map((operation) => operation.split(" ")[1]));
  return {
    ...app,
    handle: async (request, response) => {
      const path = request.url!.split("?", 1)[0]!;
      if (!paths.has(path)) return app.handle(request, response);
      request.resume();
      const handle = handlers[`${request.method === "HEAD" ? "GET" : request.method} ${path}`];
      if (!handle) throw problem("method_not_allowed", { headers: { allow: "GET" } });
      return handle(request, response);
    },
  };
}
