import { atomically, must, step } from "#db/atomically.ts";
import {
  BATCH_ROWS,
  type Checkpoint,
  compactionState,
  inKeyOrder,
  moveCheckpoint,
  NO_BATCH,
  remove,
} from "#db/queries/compaction-checkpoint.ts";
import * as rows from "#db/queries/compaction-rows.ts";

const REMOVED_ROWS = 1000;

/** What a turn of compaction did: up to which number all rows are compacted, and how many staged rows are still to be compacted or removed. */
export interface CompactionProgress {
  upTo: number;
  left: number;
}

/** The arrivals up to a number, in the order of keys: from `next` on they are not compacted. */
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

// Holds as long as the checkpoint is where it was left; the store has all that is needed to begin anew.
let known: Batch | null = null;

/**
 * One short transaction: compacts at most `chunkRows` staged rows of a batch, exactly once, into the indexed rows and the
 * counts, or removes what is compacted when the whole batch is. Null when nothing has arrived.
 */
export async function compact(chunkRows: number, batchRows = BATCH_ROWS): Promise<CompactionProgress | null> {
  const { upTo, seq, first, last } = await compactionState();
  if (first === null && upTo === 0) return null;
  const batch = await batchAt({ upTo, seq }, upTo || Math.min(last!, first! + batchRows - 1));
  const turn = turnOf(batch, first ?? batch.upTo, chunkRows);
  await take(batch.checkpoint, turn);
  const next = batch.next + turn.chunk.length;
  known = { ...batch, checkpoint: turn.to, next };
  const waiting = batch.order.length - next;
  if (waiting > 0) return { upTo: first! - 1, left: last! - batch.upTo + waiting };
  return { upTo: batch.upTo, left: Math.max(0, (last ?? 0) - (turn.removeUpTo ?? first! - 1)) };
}

/** Compacts all that is staged, in large chunks: for a start, when nobody waits for the write lock yet. */
export async function compactAll(): Promise<void> {
  while (await compact(BATCH_ROWS));
}

async function batchAt(checkpoint: Checkpoint, upTo: number): Promise<Batch> {
  if (
    known &&
    checkpoint.upTo > 0 &&
    known.checkpoint.upTo === checkpoint.upTo &&
    known.checkpoint.seq === checkpoint.seq
  )
    return known;
  return { checkpoint, upTo, order: inKeyOrder(upTo), next: 0 };
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

async function take(checkpoint: Checkpoint, { chunk, removeUpTo, to }: Turn): Promise<void> {
  const numbers = JSON.stringify(chunk);
  const failedStep = await atomically(() => [
    must("there", moveCheckpoint(checkpoint, to)),
    ...(chunk.length > 0
      ? [rows.copy(numbers), rows.addHours(numbers), rows.addKeyDays(numbers)].map(step)
      : []),
    ...(removeUpTo === null ? [] : [step(remove(removeUpTo))]),
  ]);
  if (failedStep) throw new Error("Somebody else compacts the same rows");
}
