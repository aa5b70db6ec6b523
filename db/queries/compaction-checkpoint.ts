import { and, asc, eq, lte, type Placeholder, sql } from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { withValues } from "#db/prepare.ts";
import { compactionCheckpoint, stagedRequests } from "#db/schema/sqlite/staging.ts";
import { staged } from "#db/schema/views.ts";

/** The most staged rows that are compacted in one order: so many rows of `requests` that follow each other are not by time. */
export const BATCH_ROWS = 5_000;

/** How far the batch up to a number is compacted: to the row of this number, in the order of keys. */
export interface Checkpoint {
  upTo: number;
  seq: number;
}

/** Where the checkpoint is between two batches. */
export const NO_BATCH: Checkpoint = { upTo: 0, seq: 0 };

const firstStaged = sql<number | null>`(select min(${stagedRequests.seq}) from ${stagedRequests})`.mapWith(
  Number,
);
const lastStaged = sql<number | null>`(select max(${stagedRequests.seq}) from ${stagedRequests})`.mapWith(
  Number,
);

/** The checkpoint, and the numbers of the first and the last staged row: null when there is none. */
export async function compactionState() {
  const select = prepared("compaction_state", (on, name) =>
    on
      .select({
        upTo: compactionCheckpoint.upTo,
        seq: compactionCheckpoint.seq,
        first: firstStaged,
        last: lastStaged,
      })
      .from(compactionCheckpoint)
      .prepare(name),
  );
  const [now] = await select.execute();
  return now!;
}

/** The numbers of a batch's rows that are not compacted, in the order of keys; those of a key in their own. */
export async function inKeyOrder(upTo: number): Promise<number[]> {
  const select = db()
    .select({ seq: staged.seq })
    .from(staged)
    .where(lte(staged.seq, upTo))
    .orderBy(keyOrder(staged), asc(staged.seq));
  const handle = sqlite();
  if (!handle) return (await select).map(({ seq }) => seq);
  // An object for each of thousands of numbers takes longer than to read and order them.
  const { sql: text, params } = select.toSQL();
  return handle.control.prepare<unknown[], number>(text).pluck().all(params) as number[];
}

// As the view `staged` has it.
const keyOrder = ({ workspaceId, keyId }: typeof stagedRequests | typeof staged) =>
  kit.bytewise(sql`coalesce(${workspaceId}, '') || '/' || coalesce(${keyId}, '')`);

/**
 * Moves the checkpoint to a row of the batch, to the place between two batches, or leaves it where it is; touches nothing when
 * somebody else has moved it.
 */
export function moveCheckpoint(tx: Db, from: Checkpoint, to: Checkpoint) {
  const values = { fromUpTo: from.upTo, fromSeq: from.seq, upTo: to.upTo, seq: to.seq };
  const toRow = to.upTo > 0 && to.seq !== from.seq;
  return withValues(tx, toRow ? "checkpoint_move" : "checkpoint_stay", values, (on, bound) =>
    on
      .update(compactionCheckpoint)
      .set({
        upTo: sql`${bound.upTo}`,
        key: toRow ? keyOfStaged(bound.seq) : compactionCheckpoint.key,
        seq: sql`${bound.seq}`,
      })
      .where(and(eq(compactionCheckpoint.upTo, bound.fromUpTo), eq(compactionCheckpoint.seq, bound.fromSeq))),
  );
}

const keyOfStaged = (seq: number | Placeholder) =>
  sql`(select ${keyOrder(stagedRequests)} from ${stagedRequests} where ${stagedRequests.seq} = ${seq})`;

/** Removes the staged rows up to a number. */
export function remove(tx: Db, upTo: number) {
  return withValues(tx, "staged_remove", { upTo }, (on, bound) =>
    on.delete(stagedRequests).where(lte(stagedRequests.seq, bound.upTo)),
  );
}
