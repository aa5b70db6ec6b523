import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { HashingJob, HashingResult } from "#lib/accounts/hashing.ts";

/** One thread leaves the second core of a small machine to everything else. */
export const HASHING_THREADS = availableParallelism() >= 4 ? 2 : 1;
const IDLE_MS = 60_000;

/**
 * Threads that hash passwords apart from Node's thread pool, at low priority. They are started when they are needed, and
 * end when they are idle, because each takes some memory. The caller runs at most `HASHING_THREADS` jobs at once.
 */
export class HashingThreads {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  #timer: NodeJS.Timeout | undefined;

  async run(job: HashingJob): Promise<HashingResult> {
    const thread = this.#idle.pop() ?? this.#start();
    clearTimeout(this.#timer);
    thread.ref();
    thread.postMessage(job);
    const { result, failure } = await this.#answerOf(thread);
    thread.unref();
    this.#idle.push(thread);
    this.#timer = setTimeout(() => this.#endIdle(), IDLE_MS).unref();
    if (failure) throw failure;
    return result!;
  }

  /** Throws if the thread fails or ends instead of answering. */
  async #answerOf(thread: Worker): Promise<{ result?: HashingResult; failure?: unknown }> {
    const settled = new AbortController();
    const { signal } = settled;
    try {
      return await Promise.race([
        once(thread, "message", { signal }).then(([answer]) => answer),
        once(thread, "exit", { signal }).then(() => {
          throw new Error("The thread that hashes passwords ended");
        }),
      ]);
    } finally {
      settled.abort();
    }
  }

  #start(): Worker {
    const thread = new Worker(new URL("hashing-thread.ts", import.meta.url), {
      name: "hashing",
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    });
    this.#all.add(thread);
    // A failed thread ends. The next job starts another one.
    thread.on("error", () => {});
    thread.once("exit", () => {
      this.#all.delete(thread);
      const index = this.#idle.indexOf(thread);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    return thread;
  }

  #endIdle(): void {
    for (const thread of this.#idle.splice(0)) void thread.terminate();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([...this.#all].map((thread) => thread.terminate()));
  }
}
