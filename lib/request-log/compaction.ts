import type Database from "better-sqlite3";
import {
  type Checkpoint,
  LARGEST_BATCH_ROWS,
  openForCompaction,
  prepareCompaction,
} from "#db/queries/compaction.ts";

/** Rows of a key that are compacted one after the other share pages of the indexes; who reads searches all of the batch. */
const BATCH_ROWS = 5_000;
const REMOVED_ROWS = 1000;
const PRUNED_ROWS = 200;
const DAY_MS = 86_400_000;

/** Where the checkpoint is between two batches. */
const NO_BATCH: Checkpoint = { upTo: 0, seq: 0 };

/** Up to which number all rows are compacted, and how many staged rows have still to be compacted or removed. */
export interface CompactionProgress {
  upTo: number;
  left: number;
}

/** The staged rows up to a number, in the order of keys: from `next` on they are not compacted. */
interface Batch {
  checkpoint: Checkpoint;
  upTo: number;
  order: number[];
  next: number;
}

/** What one transaction does: compacts rows, removes compacted ones, and moves the checkpoint accordingly. */
interface Turn {
  chunk: number[];
  removeUpTo: number | null;
  to: Checkpoint;
}

/** Moves staged rows on into the indexed rows and the counts, on SQLite.. */
export class Compaction {
  #queries: ReturnType<typeof prepareCompaction>;
  // Holds as long as the checkpoint is where it was left; the store has all that is needed to begin anew.
  #batch: Batch | null = null;

  constructor(handle: Database.Database) {
    this.#queries = prepareCompaction(handle);
  }

  /**
   * One short transaction: compacts at most `chunkRows` rows of a batch, exactly once, or removes what is compacted when
   * the whole batch is. Null when nothing is staged. Throws when somebody else compacts the same rows.
   */
  compact(chunkRows: number, batchRows = BATCH_ROWS): CompactionProgress | null {
    const { upTo, seq, first, last } = this.#queries.state();
    if (first === null && upTo === 0) return null;
    const batch = this.#batchAt({ upTo, seq }, upTo || Math.min(last!, first! + batchRows - 1));
    const turn = turnOf(batch, first ?? batch.upTo, chunkRows);
    this.#queries.inTransaction(() => this.#take(batch.checkpoint, turn));
    const next = batch.next + turn.chunk.length;
    this.#batch = { ...batch, checkpoint: turn.to, next };
    const waiting = batch.order.length - next;
    if (waiting > 0) return { upTo: first! - 1, left: last! - batch.upTo + waiting };
    return { upTo: batch.upTo, left: Math.max(0, (last ?? 0) - (turn.removeUpTo ?? first! - 1)) };
  }

  /** Removes compacted rows that are older than the retention; the counts stay. True when there may be more. */
  prune(nowMs: number, retentionDays: number): boolean {
    return this.#queries.prune(nowMs - retentionDays * DAY_MS, PRUNED_ROWS) === PRUNED_ROWS;
  }

  #batchAt(checkpoint: Checkpoint, upTo: number): Batch {
    const known = this.#batch?.checkpoint;
    if (known && checkpoint.upTo > 0 && known.upTo === checkpoint.upTo && known.seq === checkpoint.seq)
      return this.#batch!;
    return { checkpoint, upTo, order: this.#queries.inKeyOrder(upTo), next: 0 };
  }

  #take(checkpoint: Checkpoint, { chunk, removeUpTo, to }: Turn): void {
    if (!this.#queries.moveCheckpoint(checkpoint, to))
      throw new Error("Somebody else compacts the same rows");
    if (chunk.length > 0) {
      const numbers = JSON.stringify(chunk);
      this.#queries.copy(numbers);
      this.#queries.countHours(numbers);
      this.#queries.countKeyDays(numbers);
    }
    if (removeUpTo !== null) this.#queries.remove(removeUpTo);
  }
}

/** Compacts all that is staged, in large chunks: for a start, when nobody waits for the write lock yet. */
export function compactAll(file: string): void {
  const handle = openForCompaction(file);
  // A chunk of this size changes thousands of pages.
  handle.pragma("cache_size = -16000");
  const compaction = new Compaction(handle);
  while (compaction.compact(LARGEST_BATCH_ROWS, LARGEST_BATCH_ROWS));
  handle.close();
}

function turnOf({ checkpoint, upTo, order, next }: Batch, first: number, chunkRows: number): Turn {
  // What fits into one chunk needs no checkpoint.
  if (checkpoint.upTo === 0 && order.length <= chunkRows)
    return { chunk: order, removeUpTo: upTo, to: NO_BATCH };
  const chunk = order.slice(next, next + chunkRows);
  if (chunk.length > 0) return { chunk, removeUpTo: null, to: { upTo, seq: chunk.at(-1)! } };
  const removeUpTo = Math.min(upTo, first + REMOVED_ROWS - 1);
  return { chunk, removeUpTo, to: removeUpTo === upTo ? NO_BATCH : checkpoint };
}
