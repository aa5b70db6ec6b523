import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { leaveCheckpoints } from "#db/client.ts";
import { log } from "#lib/log.ts";

const STOP_LIMIT_MS = 3000;
const RESTART_AFTER_MS = 1000;

/** Keeps the request log in a thread of its own: compacts staged rows, lets old rows go, and takes the WAL in. Returns the stop. */
export function startCompactor(onCompacted: (upTo: number) => void): () => Promise<void> {
  let stopping = false;
  let thread = startThread();
  leaveCheckpoints();
  function startThread(): Worker {
    // Under Next this module's own place says nothing; the process runs in the project's folder.
    const started = new Worker(join(process.cwd(), "server.ts"), {
      workerData: { thread: "compactor" },
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    started.on("message", ({ compactedUpTo }) => onCompacted(compactedUpTo));
    started.on("error", (err) => log.error({ err }, "the compactor failed"));
    started.once("exit", async () => {
      if (stopping) return;
      await delay(RESTART_AFTER_MS);
      if (!stopping) thread = startThread();
    });
    return started;
  }
  return async () => {
    stopping = true;
    const gone = once(thread, "exit");
    thread.postMessage("stop");
    await Promise.race([gone, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    await thread.terminate();
  };
}
