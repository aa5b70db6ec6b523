import { and, asc, eq, lte, type Placeholder, sql } from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { withValues } from "#db/prepare.ts";
import { arrivals, settling } from "#db/schema/ledger.ts";
import { unsettled } from "#db/schema/views.ts";

/** The most arrivals that are settled in one order: so many rows of `requests` that follow each other are not by time. */
export const BATCH_ROWS = 5_000;

/** How far the batch up to a number is settled: to the row of this number, in the order of keys. */
export interface Mark {
  upTo: number;
  seq: number;
}

/** Where the mark is between two batches. */
export const NO_BATCH: Mark = { upTo: 0, seq: 0 };

const firstArrival = sql<number | null>`(select min(${arrivals.seq}) from ${arrivals})`.mapWith(Number);
const lastArrival = sql<number | null>`(select max(${arrivals.seq}) from ${arrivals})`.mapWith(Number);

/** The mark, and the numbers of the first and the last arrival: null when there is none. */
export async function standing() {
  const select = prepared("standing", (on, name) =>
    on
      .select({ upTo: settling.upTo, seq: settling.seq, first: firstArrival, last: lastArrival })
      .from(settling)
      .prepare(name),
  );
  const [now] = await select.execute();
  return now!;
}

/** The numbers of a batch's rows that are not settled, in the order of keys; those of a key in their own. */
export async function inKeyOrder(upTo: number): Promise<number[]> {
  const select = db()
    .select({ seq: unsettled.seq })
    .from(unsettled)
    .where(lte(unsettled.seq, upTo))
    .orderBy(keyOrder(unsettled), asc(unsettled.seq));
  const handle = sqlite();
  if (!handle) return (await select).map(({ seq }) => seq);
  // An object for each of thousands of numbers takes longer than to read and order them.
  const { sql: text, params } = select.toSQL();
  return handle.control.prepare<unknown[], number>(text).pluck().all(params) as number[];
}

// As the view `unsettled` and `isSettled` have it.
const keyOrder = ({ workspaceId, keyId }: typeof arrivals | typeof unsettled) =>
  kit.bytewise(sql`coalesce(${workspaceId}, '') || '/' || coalesce(${keyId}, '')`);

/**
 * Moves the mark to a row of the batch, to the place between two batches, or leaves it where it is; touches nothing when
 * somebody else has moved it.
 */
export function moveMark(tx: Db, from: Mark, to: Mark) {
  const values = { fromUpTo: from.upTo, fromSeq: from.seq, upTo: to.upTo, seq: to.seq };
  const toRow = to.upTo > 0 && to.seq !== from.seq;
  return withValues(tx, toRow ? "settling_move" : "settling_stay", values, (on, bound) =>
    on
      .update(settling)
      .set({
        upTo: sql`${bound.upTo}`,
        key: toRow ? keyOfArrival(bound.seq) : settling.key,
        seq: sql`${bound.seq}`,
      })
      .where(and(eq(settling.upTo, bound.fromUpTo), eq(settling.seq, bound.fromSeq))),
  );
}

const keyOfArrival = (seq: number | Placeholder) =>
  sql`(select ${keyOrder(arrivals)} from ${arrivals} where ${arrivals.seq} = ${seq})`;

/** Removes the arrivals up to a number. */
export function remove(tx: Db, upTo: number) {
  return withValues(tx, "arrivals_remove", { upTo }, (on, bound) =>
    on.delete(arrivals).where(lte(arrivals.seq, bound.upTo)),
  );
}

/** Which rows are settled at a moment: read in the same statement as settled rows. */
export interface Frontier extends Mark {
  /** The first arrival; null when there is none. */
  first: number | null;
  key: string;
}

/** The columns of a `Frontier`, of a statement from `settling`. */
export const frontier = { upTo: settling.upTo, key: settling.key, seq: settling.seq, first: firstArrival };

/** An accepted row that an earlier process left among the arrivals. */
export interface LeftRow {
  seq: number;
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  userId: string | null;
  at: Date;
  cost: number;
}

/** Whether a row that was left is settled. */
export function isSettled(row: LeftRow, { first, ...mark }: Frontier): boolean {
  if (first === null || row.seq < first) return true;
  if (row.seq > mark.upTo) return false;
  const key = `${row.workspaceId ?? ""}/${row.keyId ?? ""}`;
  return key < mark.key || (key === mark.key && row.seq <= mark.seq);
}
