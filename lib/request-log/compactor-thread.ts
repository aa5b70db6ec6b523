import { setTimeout as delay } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { checkpoint, close, relaxWrites } from "#db/client.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { compact } from "#lib/request-log/compact.ts";
import { prune } from "#lib/request-log/prune.ts";

// A chunk holds the one write lock of SQLite for some milliseconds. A larger one costs less a row, and others wait longer.
const CHUNK_ROWS = 96;
const IDLE_MS = 100;
const LONGEST_PAUSE_TURNS = 8;
/** From so many staged rows on there are no pauses: some before the number at which appends wait (log-writer.ts). */
const LONGEST_QUEUE = 25_000;
const AFTER_FAILURE_MS = 1000;

let stopping = false;
parentPort!.once("message", () => {
  stopping = true;
});

/** One chunk of each duty. How much is left: 0 when nothing is. */
async function turn(): Promise<number> {
  const done = await compact(CHUNK_ROWS);
  if (done) parentPort!.postMessage({ compactedUpTo: done.upTo });
  checkpoint();
  const pruned = env.retentionDays > 0 && (await prune(clockMs(), env.retentionDays));
  return (done?.left ?? 0) + (pruned ? 1 : 0);
}

/**
 * How long to leave the write lock and the processor to the decisions after a turn: the longer, the fewer rows are left.
 * What is staged makes readings slower, so a long queue is compacted at more speed, and finds a length at which as much
 * is compacted as appended.
 */
function pauseMs(cpuMs: number, left: number): number {
  if (left === 0) return IDLE_MS;
  if (left >= LONGEST_QUEUE) return 0;
  return Math.max(1, LONGEST_PAUSE_TURNS * cpuMs * (1 - left / LONGEST_QUEUE));
}

/** Milliseconds of this thread's processor time: a turn in which the process was stopped took no longer for that. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

relaxWrites();
while (!stopping) {
  const began = cpuMs();
  try {
    const left = await turn();
    await delay(pauseMs(cpuMs() - began, left));
  } catch (err) {
    log.error({ err }, "compaction failed");
    await delay(AFTER_FAILURE_MS);
  }
}
await close();
parentPort!.close();
