import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { log } from "#lib/log.ts";
import { problem } from "#lib/problem.ts";
import type { ReadJob } from "#lib/request-log/reads.ts";

const IDLE_MS = 5 * 60_000;
/** So many queries of one workspace can wait. They run one after the other, so that no workspace can keep the others waiting. */
const MOST_WAITING = 32;

interface Answer {
  result?: unknown;
  failure?: { message: string; code: unknown };
}

/**
 * Runs queries in a thread of their own. It is started when it is needed and ends when it is idle, because it takes some
 * memory.
 */
export class LogReader {
  /** The last query of each workspace, and how many wait. */
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();
  #running: Promise<unknown> = Promise.resolve();
  #thread: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Throws `unavailable` if too many queries of the workspace wait. */
  async run(job: ReadJob, workspaceId: string): Promise<unknown> {
    const queue = this.#queues.get(workspaceId) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MOST_WAITING) {
      const detail = "Too many searches at once. Try again in a moment.";
      throw problem("unavailable", { retryAfterSeconds: 1, detail });
    }
    this.#queues.set(workspaceId, queue);
    queue.waiting += 1;
    const result = queue.last.then(() => this.#inTurn(job));
    queue.last = result.catch(() => {});
    try {
      return await result;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(workspaceId);
    }
  }

  #inTurn(job: ReadJob): Promise<unknown> {
    const result = this.#running.then(() => this.#ask(job));
    this.#running = result.catch(() => {});
    return result;
  }

  async #ask(job: ReadJob): Promise<unknown> {
    clearTimeout(this.#timer);
    this.#thread ??= this.#start();
    const thread = this.#thread;
    thread.ref();
    thread.postMessage(job);
    const { result, failure } = await answerOf(thread).finally(() => {
      thread.unref();
      this.#timer = setTimeout(() => void this.close(), IDLE_MS).unref();
    });
    if (failure) throw Object.assign(new Error(failure.message), { code: failure.code });
    return result;
  }

  #start(): Worker {
    const thread = new Worker(new URL("reader-thread.ts", import.meta.url), {
      name: "reader",
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

  async close(): Promise<void> {
    clearTimeout(this.#timer);
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
  try {
    return await Promise.race([
      once(thread, "message", { signal }).then(
        ([answer]) => answer as Answer,
        (cause) => {
          throw signal.aborted ? cause : problem("unavailable", { retryAfterSeconds: 1 });
        },
      ),
      once(thread, "exit", { signal }).then(() => {
        throw problem("unavailable", { retryAfterSeconds: 1 });
      }),
    ]);
  } finally {
    settled.abort();
  }
}
