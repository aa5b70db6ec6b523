import * as rows from "#db/queries/prune.ts";

const PRUNED_ROWS = 200;
const DAY_MS = 86_400_000;

/** Removes some rows that are older than the retention. Counts stay. Returns true if there may be more. */
export async function prune(nowMs: number, retentionDays: number): Promise<boolean> {
  return (await rows.prune(new Date(nowMs - retentionDays * DAY_MS), PRUNED_ROWS)) === PRUNED_ROWS;
}
