import { atomically, must, step } from "#db/atomically.ts";
import {
  BATCH_ROWS,
  inKeyOrder,
  type Mark,
  moveMark,
  NO_BATCH,
  remove,
  standing,
} from "#db/queries/batch.ts";
import * as rows from "#db/queries/settle.ts";

const REMOVED_ROWS = 1000;
const PRUNED_ROWS = 200;
const DAY_MS = 86_400_000;

/** What a turn of settling did: up to which number all rows are settled, and how many arrivals are still to be settled or removed. */
export interface Settled {
  upTo: number;
  left: number;
}

/** The arrivals up to a number, in the order of keys: from `next` on they are not settled. */
interface Batch {
  mark: Mark;
  upTo: number;
  order: number[];
  next: number;
}

/** What one transaction does: settles rows, removes settled ones, and moves the mark accordingly. */
interface Turn {
  slice: number[];
  removeUpTo: number | null;
  to: Mark;
}

// Holds as long as the mark is where it was left; the store has all that is needed to begin anew.
let known: Batch | null = null;

/**
 * One short transaction: settles at most `sliceRows` arrivals of a batch, exactly once, into the indexed ledger and the
 * counts, or removes what is settled when the whole batch is. Null when nothing has arrived.
 */
export async function settle(sliceRows: number, batchRows = BATCH_ROWS): Promise<Settled | null> {
  const { upTo, seq, first, last } = await standing();
  if (first === null && upTo === 0) return null;
  const batch = await batchAt({ upTo, seq }, upTo || Math.min(last!, first! + batchRows - 1));
  const turn = turnOf(batch, first ?? batch.upTo, sliceRows);
  await take(batch.mark, turn);
  const next = batch.next + turn.slice.length;
  known = { ...batch, mark: turn.to, next };
  const unsettled = batch.order.length - next;
  if (unsettled > 0) return { upTo: first! - 1, left: last! - batch.upTo + unsettled };
  return { upTo: batch.upTo, left: Math.max(0, (last ?? 0) - (turn.removeUpTo ?? first! - 1)) };
}

async function batchAt(mark: Mark, upTo: number): Promise<Batch> {
  if (known && mark.upTo > 0 && known.mark.upTo === mark.upTo && known.mark.seq === mark.seq) return known;
  return { mark, upTo, order: await inKeyOrder(upTo), next: 0 };
}

function turnOf({ mark, upTo, order, next }: Batch, first: number, sliceRows: number): Turn {
  // What fits into one slice needs no mark.
  if (mark.upTo === 0 && order.length <= sliceRows) return { slice: order, removeUpTo: upTo, to: NO_BATCH };
  const slice = order.slice(next, next + sliceRows);
  if (slice.length > 0) return { slice, removeUpTo: null, to: { upTo, seq: slice.at(-1)! } };
  const removeUpTo = Math.min(upTo, first + REMOVED_ROWS - 1);
  return { slice, removeUpTo, to: removeUpTo === upTo ? NO_BATCH : mark };
}

async function take(mark: Mark, { slice, removeUpTo, to }: Turn): Promise<void> {
  const numbers = JSON.stringify(slice);
  const failedStep = await atomically((tx) => [
    // First of all: on PostgreSQL it keeps others waiting who would settle the same rows.
    must("there", moveMark(tx, mark, to)),
    ...(slice.length > 0
      ? [rows.copy(tx, numbers), rows.addHours(tx, numbers), rows.addKeyDays(tx, numbers)].map(step)
      : []),
    ...(removeUpTo === null ? [] : [step(remove(tx, removeUpTo))]),
  ]);
  if (failedStep) throw new Error("Somebody else settles the same ledger");
}

/** Lets settled rows go that are older than the retention; the counts stay. True when there may be more. */
export async function prune(nowMs: number, retentionDays: number): Promise<boolean> {
  return (await rows.prune(new Date(nowMs - retentionDays * DAY_MS), PRUNED_ROWS)) === PRUNED_ROWS;
}
