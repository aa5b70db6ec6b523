// The compactor's thread. It imports SQLite's driver and next to nothing else: a thread that loads what the others load
// takes twice the memory.
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { openForCompaction } from "#db/queries/compaction.ts";
import { checkpointWal } from "#db/wal-checkpoint.ts";
import { clockMs } from "#lib/clock.ts";
import { Compaction } from "#lib/request-log/compaction.ts";

/** What the thread is started with. */
export interface CompactorData {
  file: string;
  /** 0: rows stay. */
  retentionDays: number;
}

/** What the thread tells: up to which number rows are compacted, or why a turn failed. */
export type CompactorMessage = { compactedUpTo: number } | { failure: unknown };

// A chunk holds the one write lock of SQLite for a millisecond or two. A larger one costs less a row, and others wait longer.
const CHUNK_ROWS = 96;
const IDLE_MS = 100;
const LONGEST_PAUSE_TURNS = 8;
/** From so many staged rows on there are no pauses: long before the number at which appends wait (log-writer.ts). */
const LONGEST_QUEUE = 10_000;
const AFTER_FAILURE_MS = 1000;

const { file, retentionDays } = workerData as CompactorData;
const tell = (message: CompactorMessage) => parentPort!.postMessage(message);
let stopping = false;
parentPort!.once("message", () => {
  stopping = true;
});

const handle = openForCompaction(file);
const compaction = new Compaction(handle);

/** One chunk of each duty. How much is left: 0 when nothing is. */
function turn(): number {
  const progress = compaction.compact(CHUNK_ROWS);
  if (progress) tell({ compactedUpTo: progress.upTo });
  checkpointWal(handle);
  const pruned = retentionDays > 0 && compaction.prune(clockMs(), retentionDays);
  return (progress?.left ?? 0) + (pruned ? 1 : 0);
}

/**
 * How long to leave the write lock and the processor to the decisions after a turn: the longer, the fewer rows are left.
 * What is staged makes queries slower, so a long queue is compacted at more speed, and finds a length at which as much
 * is compacted as appended.
 */
function pauseMs(tookMs: number, left: number): number {
  if (left === 0) return IDLE_MS;
  return Math.max(0, LONGEST_PAUSE_TURNS * tookMs * (1 - left / LONGEST_QUEUE));
}

/** Milliseconds of this thread's processor time: a turn in which the process was stopped took no longer for that. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

while (!stopping) {
  const began = cpuMs();
  try {
    const left = turn();
    await delay(pauseMs(cpuMs() - began, left));
  } catch (failure) {
    tell({ failure });
    await delay(AFTER_FAILURE_MS);
  }
}
handle.close();
parentPort!.close();
