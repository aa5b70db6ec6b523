import { rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { close as closeDatabase, waitBriefly } from "#db/client.ts";
import { latestAt } from "#db/queries/requests.ts";
import { noteLatest } from "#lib/clock.ts";
import { requestContext } from "#lib/gate/request-context.ts";
import { readLimitsFromStore } from "#lib/limits/adapters.ts";
import { log } from "#lib/log.ts";
import type { AppSettings, CreateNextApp } from "#lib/server/next-app.ts";

/** How the front desk tells this thread what it knows of a request; a client's own are overwritten. */
export const REQUEST_ID = "x-latchkey-request-id";
export const CLIENT_IP = "x-latchkey-client-ip";
/** What belongs to one connection only (RFC 9110, 7.6.1). */
export const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];

export type NextWorkerData = AppSettings & { thread: "pages"; socketPath: string };

const NICE = 10;

/** The pages' thread: Next behind a socket in the data directory, which nobody else can open. */
export async function serveNext(createApp: CreateNextApp): Promise<void> {
  const { thread: _, socketPath, ...settings } = workerData as NextWorkerData;
  // On Linux a priority is a thread's own: where cores are few, decisions come before pages.
  if (process.platform === "linux") setPriority(0, NICE);
  waitBriefly();
  readLimitsFromStore();
  noteLatest(await latestAt());
  const app = await createApp(settings);
  const server = createServer({ requireHostHeader: false, keepAliveTimeout: 0 }, (request, response) => {
    const context = takeContext(request);
    requestContext.run(context, () =>
      app.handle(request, response).catch((err) => {
        log.error({ err, requestId: context.requestId }, "a page failed");
        response.destroy();
      }),
    );
  });
  rmSync(socketPath, { force: true });
  server.listen(socketPath, () => parentPort!.postMessage("ready"));
  parentPort!.once("message", async () => {
    server.close();
    server.closeAllConnections();
    await app.close();
    await closeDatabase();
    process.exit();
  });
}

function takeContext({ headers }: IncomingMessage) {
  const context = { requestId: String(headers[REQUEST_ID]), ip: String(headers[CLIENT_IP]) || null };
  delete headers[REQUEST_ID];
  delete headers[CLIENT_IP];
  return context;
}
