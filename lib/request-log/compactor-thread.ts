// The compactor's thread. It imports little more than SQLite's driver: with the modules that the other threads load, it
// would need twice the memory.
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { openForCompaction } from "#db/queries/compaction.ts";
import { sqliteHourCounts } from "#db/queries/hour-counts-sqlite.ts";
import { WalCheckpoint } from "#db/wal-checkpoint.ts";
import { type SharedFlags, WriteTurns } from "#db/write-turns.ts";
import { clockMs } from "#lib/clock.ts";
import { Compaction } from "#lib/request-log/compaction.ts";
import { countPart } from "#lib/request-log/hour-counting.ts";

/** What the thread needs at its start. */
export interface CompactorData {
  thread: "compactor";
  file: string;
  /** The file's descriptor, to sync it. */
  descriptor: number;
  writeTurns: SharedFlags;
  /** With 0, rows are kept forever, except those of requests with unknown keys. */
  retentionDays: number;
}

/** The number up to which all rows are compacted, or the error of a failed run. */
export type CompactorMessage = { compactedUpTo: number } | { failure: unknown };

// A chunk holds SQLite's write lock for 1 to 2 ms. Larger chunks take less CPU per row, but other writers wait longer.
const CHUNK_ROWS = 96;
const IDLE_MS = 100;
const LONGEST_PAUSE_RUNS = 8;
/** With this many staged rows, there are no pauses. Appends only wait at a much larger number (log-writer.ts). */
const LONGEST_QUEUE = 10_000;
const AFTER_FAILURE_MS = 1000;
/** Rows that were never counted by hour wait until nearly everything is compacted. A part takes as long as a chunk. */
const COUNTING_QUEUE = 1000;
const COUNTED_ROWS = 200;

/** Progress within a batch is only told this often, because a message takes as long as compacting a row. */
const TELL_EVERY_MS = 250;

const { file, descriptor, writeTurns, retentionDays } = workerData as CompactorData;
const tell = (message: CompactorMessage) => parentPort!.postMessage(message);
// Node's own listener would print it. The main thread logs it.
process.removeAllListeners("warning").on("warning", (failure) => tell({ failure }));
let stopping = false;
parentPort!.once("message", () => {
  stopping = true;
});

const handle = openForCompaction(file);
const turns = new WriteTurns(writeTurns);
const compaction = new Compaction(handle);
const hourCounts = sqliteHourCounts(handle, (transaction) => turns.take(transaction));
const walCheckpoint = new WalCheckpoint(handle, descriptor);
let told = 0;
let toldMs = 0;

function tellProgress(compactedUpTo: number): void {
  if (compactedUpTo === told && performance.now() - toldMs < TELL_EVERY_MS) return;
  tell({ compactedUpTo });
  told = compactedUpTo;
  toldMs = performance.now();
}

/** Compacts a chunk, checkpoints the WAL if it is due, and deletes some old rows. Returns how much is left. */
function runOnce(): number {
  const progress = turns.take(() => compaction.compact(CHUNK_ROWS));
  if (progress) tellProgress(progress.upTo);
  walCheckpoint.run();
  const pruned = compaction.prune(clockMs(), retentionDays);
  return (progress?.left ?? 0) + (pruned ? 1 : 0);
}

/** Counts some requests by hour that were compacted before an upgrade. Returns false if there are none. */
const countOld = () => countPart(hourCounts, COUNTED_ROWS, async () => false);

/** How long to pause after a run. The fewer rows wait, the longer, so the queue settles where compaction keeps pace. */
function pauseMs(tookMs: number, left: number): number {
  if (left === 0) return IDLE_MS;
  return Math.max(0, LONGEST_PAUSE_RUNS * tookMs * (1 - left / LONGEST_QUEUE));
}

/** This thread's CPU time in milliseconds. Unlike the clock, it doesn't advance while the process is stopped. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

while (!stopping) {
  const began = cpuMs();
  try {
    const left = runOnce();
    const counted = left < COUNTING_QUEUE && (await countOld());
    await delay(pauseMs(cpuMs() - began, left + (counted ? 1 : 0)));
  } catch (failure) {
    tell({ failure });
    await delay(AFTER_FAILURE_MS);
  }
}
handle.close();
parentPort!.close();
