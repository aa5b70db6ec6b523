import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { leaveCheckpoints, sqlite } from "#db/client.ts";
import { descriptorForSync } from "#db/wal-checkpoint.ts";
import { writeTurns } from "#db/write-turns.ts";
import { env } from "#env.ts";
import { log } from "#lib/log.ts";
import type { CompactorData, CompactorMessage } from "#lib/request-log/compactor-thread.ts";

const STOP_LIMIT_MS = 3000;
const RESTART_AFTER_MS = 1000;

/** Starts the thread that compacts rows, deletes old ones and checkpoints the WAL. Returns a function that stops it. */
export function startCompactor(onCompacted: (upTo: number) => void): () => Promise<void> {
  const file = sqlite()!.control.name;
  const workerData: CompactorData = {
    thread: "compactor",
    file,
    descriptor: descriptorForSync(file),
    writeTurns: writeTurns.shared,
    retentionDays: env.retentionDays,
  };
  let stopping = false;
  let thread = startThread();
  leaveCheckpoints();
  function startThread(): Worker {
    const started = new Worker(new URL("compactor-thread.ts", import.meta.url), {
      name: "compactor",
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    started.on("message", (message: CompactorMessage) => {
      if ("compactedUpTo" in message) onCompacted(message.compactedUpTo);
      else log.error({ err: message.failure }, "compaction failed");
    });
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
