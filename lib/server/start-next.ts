import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { latestNoted } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import type { NextApp, NextSettings } from "#lib/server/next-app.ts";
import { NextProxy } from "#lib/server/next-proxy.ts";
import type { NextWorkerData } from "#lib/server/next-worker.ts";

const CLOSE_LIMIT_MS = 5000;
const RESTART_AFTER_MS = 1000;

/**
 * Starts Next in a separate thread, so that decisions don't wait while a page is rendered. If the thread ends, it is
 * started again. `ready` resolves when Next is ready; earlier requests wait for it.
 */
export function startNext(settings: NextSettings, dataDir: string): { app: NextApp; ready: Promise<void> } {
  const data: NextWorkerData = { ...settings, thread: "next", socketPath: socketIn(dataDir) };
  const proxy = new NextProxy(data.socketPath);
  const worker = new NextThread(data);
  const ready = worker.start();
  // Callers that await `ready` get the error. Without this, it would also count as an unhandled rejection.
  ready.catch(() => {});
  const app: NextApp = {
    handle: async (request, response) => {
      await ready;
      return proxy.forward(request, response);
    },
    upgrade: (request, socket, head) => void ready.then(() => proxy.upgrade(request, socket, head)),
    close: async () => {
      proxy.close();
      await worker.close();
    },
  };
  return { app, ready };
}

const LONGEST_SOCKET_PATH_BYTES = 100;

// Operating systems limit a socket's path to about 100 bytes. If it is longer, the socket gets a private temporary folder.
function socketIn(dataDir: string): string {
  const path = join(dataDir, "next.sock");
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES) return path;
  return join(mkdtempSync(join(tmpdir(), "latchkey-")), "next.sock");
}

class NextThread {
  readonly #data: NextWorkerData;
  #thread: Worker | null = null;
  #closing = false;

  constructor(data: NextWorkerData) {
    this.#data = data;
  }

  async start(): Promise<void> {
    const workerData = { ...this.#data, latestMs: latestNoted(), waitBriefly: true };
    const thread = new Worker(join(process.cwd(), "server.ts"), { workerData });
    this.#thread = thread;
    thread.on("error", (err) => log.error({ err }, "the Next worker failed"));
    const ended = once(thread, "exit").then(([code]) => {
      throw new Error(`The Next worker ended with ${code} at its start`);
    });
    await Promise.race([once(thread, "message"), ended]);
    ended.catch(() => {});
    thread.once("exit", (code) => void this.#restart(code));
  }

  async #restart(code: number): Promise<void> {
    if (this.#closing) return;
    log.error({ code }, "the Next worker ended; restarting it");
    await delay(RESTART_AFTER_MS);
    if (this.#closing) return;
    await this.start().catch((err) => {
      log.fatal({ err }, "the Next worker can't be restarted");
      process.exit(1);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    const thread = this.#thread;
    if (!thread) return;
    if (!this.#data.dev) {
      const gone = once(thread, "exit");
      thread.postMessage("close");
      await Promise.race([gone, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    }
    await thread.terminate();
  }
}
