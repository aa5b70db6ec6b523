import type Database from "better-sqlite3";
import {
  type Checkpoint,
  LARGEST_BATCH_ROWS,
  openForCompaction,
  prepareCompaction,
} from "#db/queries/compaction.ts";
import { cutoffsAt } from "#lib/request-log/retention.ts";

/** In a larger batch, more rows of the same key share index pages. But queries scan all staged rows of a batch. */
const BATCH_ROWS = 5_000;
const REMOVED_ROWS = 1000;
const PRUNED_ROWS = 200;

/** The checkpoint between two batches. */
const NO_BATCH: Checkpoint = { upTo: 0, seq: 0 };

/** All rows up to the number `upTo` are compacted; `left` staged rows still have to be compacted or removed. */
export interface CompactionProgress {
  upTo: number;
  left: number;
}

/** The numbers of the staged rows up to `upTo`, in key order. Those from index `next` on aren't compacted yet. */
interface Batch {
  checkpoint: Checkpoint;
  upTo: number;
  order: number[];
  next: number;
}

/** What one transaction does: compact rows, remove compacted ones, and move the checkpoint accordingly. */
interface Transaction {
  chunk: number[];
  removeUpTo: number | null;
  to: Checkpoint;
}

/** Moves SQLite's staged rows to the indexed table and adds them to the counts. */
export class Compaction {
  #queries: ReturnType<typeof prepareCompaction>;
  // Valid while the checkpoint is where this object left it. Otherwise the batch is read from the database again.
  #batch: Batch | null = null;
  /** The workspace whose counts by hour and key were pruned last. */
  #pruned = "";

  constructor(handle: Database.Database) {
    this.#queries = prepareCompaction(handle);
  }

  /**
   * Runs one short transaction. It compacts up to `chunkRows` rows of a batch, or removes staged rows once the whole
   * batch is compacted. Returns null if nothing is staged. Throws if another process is compacting the same rows.
   */
  compact(chunkRows: number, batchRows = BATCH_ROWS): CompactionProgress | null {
    const { upTo, seq, first, last } = this.#queries.state();
    if (first === null && upTo === 0) return null;
    const batch = this.#batchAt({ upTo, seq }, upTo || Math.min(last!, first! + batchRows - 1));
    const transaction = nextTransaction(batch, first ?? batch.upTo, chunkRows);
    this.#queries.inTransaction(() => this.#run(batch.checkpoint, transaction));
    const next = batch.next + transaction.chunk.length;
    this.#batch = { ...batch, checkpoint: transaction.to, next };
    const waiting = batch.order.length - next;
    if (waiting > 0) return { upTo: first! - 1, left: last! - batch.upTo + waiting };
    return { upTo: batch.upTo, left: Math.max(0, (last ?? 0) - (transaction.removeUpTo ?? first! - 1)) };
  }

  /**
   * Removes some compacted rows that are older than their retention, and counts by hour and key of one workspace after the
   * other. Other counts stay. Returns true if there may be more.
   */
  prune(nowMs: number, retentionDays: number): boolean {
    const { all, unknownKeys } = cutoffsAt(nowMs, retentionDays);
    const removed = all === null ? 0 : this.#queries.prune(all, PRUNED_ROWS);
    const removedUnknown = this.#queries.pruneUnknownKeys(unknownKeys, PRUNED_ROWS);
    const removedHours = all === null ? 0 : this.#pruneKeyHours(all);
    return [removed, removedUnknown, removedHours].includes(PRUNED_ROWS);
  }

  #pruneKeyHours(olderThan: number): number {
    const workspaceId = this.#queries.nextWorkspace(this.#pruned) ?? "";
    const removed = workspaceId ? this.#queries.pruneKeyHours(workspaceId, olderThan, PRUNED_ROWS) : 0;
    if (removed < PRUNED_ROWS) this.#pruned = workspaceId;
    return removed;
  }

  #batchAt(checkpoint: Checkpoint, upTo: number): Batch {
    const known = this.#batch?.checkpoint;
    if (known && checkpoint.upTo > 0 && known.upTo === checkpoint.upTo && known.seq === checkpoint.seq)
      return this.#batch!;
    return { checkpoint, upTo, order: this.#queries.inKeyOrder(upTo), next: 0 };
  }

  #run(checkpoint: Checkpoint, { chunk, removeUpTo, to }: Transaction): void {
    if (!this.#queries.moveCheckpoint(checkpoint, to))
      throw new Error("Another process is compacting these rows");
    if (chunk.length > 0) {
      const numbers = JSON.stringify(chunk);
      this.#queries.copy(numbers);
      this.#queries.countHours(numbers);
      this.#queries.countKeyDays(numbers);
      this.#queries.countKeyHours(numbers);
    }
    if (removeUpTo !== null) this.#queries.remove(removeUpTo);
  }
}

/** Compacts all staged rows in large chunks. For startup, when nothing else needs the write lock yet. */
export function compactAll(file: string): void {
  const handle = openForCompaction(file);
  // A chunk of this size changes thousands of pages, more than the default cache holds.
  handle.pragma("cache_size = -16000");
  try {
    const compaction = new Compaction(handle);
    while (compaction.compact(LARGEST_BATCH_ROWS, LARGEST_BATCH_ROWS));
  } finally {
    handle.close();
  }
}

function nextTransaction(
  { checkpoint, upTo, order, next }: Batch,
  first: number,
  chunkRows: number,
): Transaction {
  // A batch that fits into one chunk needs no checkpoint.
  if (checkpoint.upTo === 0 && order.length <= chunkRows)
    return { chunk: order, removeUpTo: upTo, to: NO_BATCH };
  const chunk = order.slice(next, next + chunkRows);
  if (chunk.length > 0) return { chunk, removeUpTo: null, to: { upTo, seq: chunk.at(-1)! } };
  const removeUpTo = Math.min(upTo, first + REMOVED_ROWS - 1);
  return { chunk, removeUpTo, to: removeUpTo === upTo ? NO_BATCH : checkpoint };
}
