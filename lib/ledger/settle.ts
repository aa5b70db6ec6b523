import { atomically, must, step } from "#db/atomically.ts";
import * as rows from "#db/queries/settle.ts";

const PRUNED_ROWS = 200;
const DAY_MS = 86_400_000;

/** What a turn of settling did: the number of the last row that is settled, and how many wait. */
export interface Settled {
  upTo: number;
  left: number;
}

/**
 * Settles the oldest arrivals, at most `sliceRows`, exactly once: into the indexed ledger and the counts, in one
 * transaction. Null when nothing had arrived.
 */
export async function settle(sliceRows: number): Promise<Settled | null> {
  const waiting = await rows.waiting();
  if (!waiting) return null;
  const upTo = Math.min(waiting.upTo, waiting.from + sliceRows - 1);
  const slice = { from: waiting.from, upTo };
  const unmet = await atomically((tx) => [
    step(rows.copy(tx, slice)),
    step(rows.addHours(tx, slice)),
    step(rows.addKeyDays(tx, slice)),
    must("there", rows.remove(tx, slice)),
  ]);
  if (unmet) throw new Error("Somebody else settles the same ledger");
  return { upTo, left: waiting.upTo - upTo };
}

/** Lets settled rows go that are older than the retention; the counts stay. True when there may be more. */
export async function prune(nowMs: number, retentionDays: number): Promise<boolean> {
  return (await rows.prune(new Date(nowMs - retentionDays * DAY_MS), PRUNED_ROWS)) === PRUNED_ROWS;
}
