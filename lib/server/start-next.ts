import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { env } from "#env.ts";
import { serveHashing } from "#lib/accounts/passwords.ts";
import { clockState, latestNoted } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { writeLines } from "#lib/output.ts";
import type { NextApp, NextSettings } from "#lib/server/next-app.ts";
import { NextProxy, nextIsStarting } from "#lib/server/next-proxy.ts";
import type { NextWorkerData } from "#lib/server/next-worker.ts";

const CLOSE_LIMIT_MS = 5000;
const RESTART_AFTER_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const START_PATIENCE_MS = 10_000;
/** Pages need a third of this. Without a limit, V8 collects garbage late, and a flood of pages takes 150 MB more. */
const HEAP_LIMIT_MB = 192;

/**
 * Starts Next in a separate thread, so that decisions don't wait while a page is rendered. If the thread ends, it is
 * started again. `ready` resolves when Next is ready; earlier requests wait for it.
 */
export function startNext(settings: NextSettings, dataDir: string): { app: NextApp; ready: Promise<void> } {
  const { socketPath, temporary } = socketIn(dataDir);
  const data: NextWorkerData = { ...settings, thread: "next", socketPath };
  const worker = new NextThread(data);
  const proxy = new NextProxy({
    socketPath,
    ready: () => worker.answering(),
    dev: settings.dev,
  });
  const app: NextApp = {
    handle: (request, response) => proxy.forward(request, response),
    upgrade: (request, socket, head) => {
      worker.answering().then(
        () => proxy.upgrade(request, socket, head),
        () => socket.destroy(),
      );
    },
    close: async () => {
      proxy.close();
      await worker.close();
      if (temporary) rmSync(temporary, { recursive: true, force: true });
    },
  };
  return { app, ready: worker.ready };
}

const LONGEST_SOCKET_PATH_BYTES = 100;

// Operating systems limit a socket's path to about 100 bytes. If it is longer, the socket gets a private temporary folder. So
// does each instance of a cluster, because instances may share a data directory.
function socketIn(dataDir: string): { socketPath: string; temporary: string | null } {
  const path = join(dataDir, "next.sock");
  if (!env.cluster && Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES)
    return { socketPath: path, temporary: null };
  const temporary = mkdtempSync(join(tmpdir(), "latchkey-"));
  return { socketPath: join(temporary, "next.sock"), temporary };
}

class NextThread {
  readonly #data: NextWorkerData;
  #thread!: Worker;
  #answers = false;
  #closing = false;
  /** Resolved when the present thread answers; rejected when it ended before. */
  ready!: Promise<void>;

  constructor(data: NextWorkerData) {
    this.#data = data;
    this.#start();
  }

  /** Waits for a thread that starts or restarts. Throws `unavailable` when that takes long. */
  async answering(): Promise<void> {
    if (this.#answers) return;
    const late = delay(START_PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw nextIsStarting();
    });
    late.catch(() => {});
    await Promise.race([this.ready, late]).catch(() => {
      throw nextIsStarting();
    });
  }

  #start(): void {
    this.ready = this.#run();
    // Callers that await it get the error. Without this, it would also count as an unhandled rejection.
    this.ready.catch(() => {});
  }

  async #run(): Promise<void> {
    const { port1, port2: hashing } = new MessageChannel();
    serveHashing(port1);
    const clock = { latestMs: latestNoted(), clock: clockState() };
    const workerData = { ...this.#data, ...clock, waitBriefly: true, hashing };
    const thread = new Worker(join(process.cwd(), "server.ts"), {
      resourceLimits: this.#data.dev ? undefined : { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      workerData,
      transferList: [hashing],
      stdout: true,
    });
    // The worker logs everything that it prints, so these are lines of the log.
    thread.stdout.on("data", writeLines);
    this.#thread = thread;
    thread.on("error", (err) => log.error({ err }, "the Next worker failed"));
    const ended = once(thread, "exit").then(([code]) => {
      throw new Error(`The Next worker ended with ${code} at its start`);
    });
    await Promise.race([once(thread, "message"), ended]);
    ended.catch(() => {});
    this.#answers = true;
    thread.once("exit", (code) => void this.#restart(code));
  }

  async #restart(code: number): Promise<void> {
    this.#answers = false;
    if (this.#closing) return;
    log.error({ code }, "the Next worker ended; restarting it");
    this.ready = this.#runAgain();
    await this.ready;
  }

  /** Tries until it succeeds, with growing pauses. Pages answer 503 meanwhile, and decisions go on. */
  async #runAgain(): Promise<void> {
    for (let pauseMs = RESTART_AFTER_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await delay(pauseMs, undefined, { ref: false });
      if (this.#closing) return;
      try {
        return await this.#run();
      } catch (err) {
        log.error({ err }, "the Next worker can't be restarted");
      }
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    // A thread that is still starting has nothing to finish.
    if (this.#answers && !this.#data.dev) {
      const gone = once(this.#thread, "exit");
      this.#thread.postMessage("close");
      await Promise.race([gone, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    }
    await this.#thread.terminate();
  }
}
