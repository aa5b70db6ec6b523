import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as makeRequest,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { requestContext } from "#lib/gate/request-context.ts";
import { log } from "#lib/log.ts";
import type { App, AppSettings } from "#lib/server/next-app.ts";
import { CLIENT_IP, HOP_BY_HOP, type NextWorkerData, REQUEST_ID } from "#lib/server/next-worker.ts";

const CLOSE_LIMIT_MS = 5000;
const RESTART_AFTER_MS = 1000;

/** Next in a thread of its own, so that rendering a page holds up no decision. A thread that dies is started again. */
export async function startNextWorker(settings: AppSettings, dataDir: string): Promise<App> {
  const socketPath = socketIn(dataDir);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const data: NextWorkerData = { ...settings, thread: "pages", socketPath };
  let closing = false;
  let thread = await startThread(data);
  const watch = () =>
    thread.once("exit", async (code) => {
      if (closing) return;
      log.error({ code }, "the pages' thread ended; starting it again");
      await delay(RESTART_AFTER_MS);
      thread = await startThread(data).catch((err) => {
        log.fatal({ err }, "the pages' thread cannot be started");
        process.exit(1);
      });
      watch();
    });
  watch();
  return {
    handle: (request, response) => forward(request, response, socketPath, agent),
    upgrade: null,
    close: async () => {
      closing = true;
      agent.destroy();
      thread.postMessage("close");
      await Promise.race([once(thread, "exit"), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
      await thread.terminate();
    },
  };
}

const LONGEST_SOCKET_PATH_BYTES = 100;

// A system takes about a hundred bytes for a socket's path; beyond, it lies in a private folder of its own.
function socketIn(dataDir: string): string {
  const path = join(dataDir, "pages.sock");
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES) return path;
  return join(mkdtempSync(join(tmpdir(), "latchkey-")), "pages.sock");
}

async function startThread(data: NextWorkerData): Promise<Worker> {
  const thread = new Worker(join(process.cwd(), "server.ts"), { workerData: data });
  thread.on("error", (err) => log.error({ err }, "the pages' thread failed"));
  const ended = once(thread, "exit").then(([code]) => {
    throw new Error(`The pages' thread ended with ${code} at its start`);
  });
  await Promise.race([once(thread, "message"), ended]);
  ended.catch(() => {});
  return thread;
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  socketPath: string,
  agent: Agent,
): Promise<void> {
  const { requestId, ip } = requestContext.getStore()!;
  const headers: OutgoingHttpHeaders = { ...request.headers, [REQUEST_ID]: requestId, [CLIENT_IP]: ip ?? "" };
  for (const name of HOP_BY_HOP) delete headers[name];
  const upstream = makeRequest({ socketPath, agent, method: request.method, path: request.url, headers });
  response.once("close", () => {
    if (!response.writableFinished) upstream.destroy();
  });
  // Told below as well, where somebody listens; a connection may also fail when nobody does any more.
  upstream.on("error", () => {});
  request.pipe(upstream);
  const answer = await responseOf(upstream).catch((error) => {
    if (response.closed) return null; // the client has left
    throw error;
  });
  if (!answer) return;
  const answered = { ...answer.headers };
  for (const name of HOP_BY_HOP) delete answered[name];
  response.writeHead(answer.statusCode!, answered);
  // A client that leaves in the middle is no failure.
  await pipeline(answer, response).catch(() => response.destroy());
}

async function responseOf(upstream: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(upstream, "response");
  return answer;
}
