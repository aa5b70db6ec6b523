import * as rows from "#db/queries/prune.ts";

const DAY_MS = 86_400_000;

/** Removes up to `limit` rows that are older than the retention. Counts stay. Returns true if there may be more. */
export async function prune(nowMs: number, retentionDays: number, limit = 200): Promise<boolean> {
  return (await rows.prune(new Date(nowMs - retentionDays * DAY_MS), limit)) === limit;
}
