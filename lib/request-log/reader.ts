import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { log } from "#lib/log.ts";
import { problem } from "#lib/problem.ts";
import type { ReadJob } from "#lib/request-log/reads.ts";

const IDLE_MS = 5 * 60_000;

interface Answer {
  result?: unknown;
  failure?: { message: string; code: unknown };
}

/** What the thread needs at its start. */
export interface ReaderData {
  thread: "reader";
  /** Not 0 when the query in progress has to stop. */
  stop: Int32Array;
}

/**
 * Runs queries in a thread of their own, one after the other. It is started when it is needed and ends when it is idle,
 * because it takes some memory.
 */
export class LogReader {
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #file: URL;
  #thread: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(file = new URL("reader-thread.ts", import.meta.url)) {
    this.#file = file;
  }

  /** The caller waits for the result before the next call. Throws `unavailable` if the thread ends instead of answering. */
  async run(job: ReadJob, stop: AbortSignal): Promise<unknown> {
    stop.throwIfAborted();
    clearTimeout(this.#timer);
    this.#thread ??= this.#start();
    const thread = this.#thread;
    const end = () => Atomics.store(this.#stop, 0, 1);
    Atomics.store(this.#stop, 0, 0);
    stop.addEventListener("abort", end);
    thread.ref();
    thread.postMessage(job);
    const { result, failure } = await answerOf(thread).finally(() => {
      stop.removeEventListener("abort", end);
      thread.unref();
      this.#timer = setTimeout(() => void this.close(), IDLE_MS).unref();
    });
    if (failure) throw Object.assign(new Error(failure.message), { code: failure.code });
    return result;
  }

  #start(): Worker {
    const workerData: ReaderData = { thread: "reader", stop: this.#stop };
    const thread = new Worker(this.#file, {
      name: "reader",
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    // A failed thread ends. The next query starts another one.
    const forget = () => {
      if (this.#thread === thread) this.#thread = null;
    };
    thread.on("error", (err) => {
      forget();
      log.error({ err }, "the thread that reads the request log failed");
    });
    thread.once("exit", forget);
    return thread;
  }

  /** Stops the query in progress, and ends the thread. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    Atomics.store(this.#stop, 0, 1);
    const thread = this.#thread;
    // First, so that a query that comes meanwhile starts another one.
    this.#thread = null;
    await thread?.terminate();
  }
}

/** Throws `unavailable` if the thread fails or ends instead of answering. */
async function answerOf(thread: Worker): Promise<Answer> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = () => problem("unavailable", { retryAfterSeconds: 1 });
  try {
    return await Promise.race([
      once(thread, "message", { signal }).then(
        ([answer]) => answer as Answer,
        (cause) => {
          throw signal.aborted ? cause : ended();
        },
      ),
      once(thread, "exit", { signal }).then(() => {
        throw ended();
      }),
    ]);
  } finally {
    settled.abort();
  }
}
