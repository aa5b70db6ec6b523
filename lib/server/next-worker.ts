import { rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { answerToNode } from "#lib/api/answer.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { captureOutput } from "#lib/output.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { requestContext } from "#lib/request-context.ts";
import { type CreateNext, type Next, type NextSettings, REQUEST_ID } from "#lib/server/next-app.ts";
import { answer503 } from "#lib/server/unavailable.ts";

/** What the main thread passes to the Next worker at its start. */
export type NextWorkerData = NextSettings & { thread: "next"; socketPath: string };

const NICE = 10;
// Twice what the public server accepts, because it adds some of its own.
const HEADERS_LIMIT_BYTES = 32 * 1024;

/** Runs Next in the worker: pages and the browser's login, on a Unix socket that only the server's own user can open. */
export async function serveNext(createNext: CreateNext): Promise<void> {
  const { socketPath, ...settings } = workerData as NextWorkerData;
  if (!settings.dev) captureOutput(log);
  // On Linux each thread has its own priority. With few cores, decisions must not wait for the rendering of pages.
  if (process.platform === "linux") setPriority(0, NICE);
  // Next and next-auth read their settings from the environment when they are loaded.
  // biome-ignore lint/style/noProcessEnv: only set for Next, not read
  Object.assign(process.env, {
    NODE_ENV: settings.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Node can read next.config.ts. Next's own compiler would take 23 MB and stay in memory.
    __NEXT_NODE_NATIVE_TS_LOADER_ENABLED: "true",
    NEXTAUTH_URL: settings.appUrl,
    NEXTAUTH_SECRET: settings.secret,
  });
  const { app, parseRouterState } = await createNext(settings);
  const handle = answer503(app.getRequestHandler());
  const options = { requireHostHeader: false, keepAliveTimeout: 0, maxHeaderSize: HEADERS_LIMIT_BYTES };
  const server = createServer(options, (request, response) => {
    const requestId = requestIdOf(request);
    const refusal = refuseRouterState(request, parseRouterState);
    if (refusal) return answerToNode(response, { requestId, now: new Date(clockMs()) }, refusal);
    requestContext.run({ requestId, ip: null }, () =>
      handle(request, response).catch((err) => {
        log.error({ err, requestId }, "page failed");
        response.destroy();
      }),
    );
  });
  server.on("upgrade", app.getUpgradeHandler());
  rmSync(socketPath, { force: true });
  server.listen(socketPath, () => parentPort!.postMessage("ready"));
  parentPort!.once("message", async () => {
    server.close();
    server.closeAllConnections();
    await app.close();
    process.exit();
  });
}

// Next itself would answer with a 500.
function refuseRouterState({ headers }: IncomingMessage, parse: Next["parseRouterState"]): Problem | null {
  try {
    parse(headers["next-router-state-tree"]);
    return null;
  } catch {
    return problem("malformed_request", { detail: "The header Next-Router-State-Tree is not valid." });
  }
}

const requestIdOf = ({ headers }: IncomingMessage) => String(headers[REQUEST_ID]);
