import * as rows from "#db/queries/prune.ts";
import { cutoffsAt } from "#lib/request-log/retention.ts";

/** Removes up to `limit` rows of each kind that are older than its retention. Counts stay. Returns true if there may be more. */
export async function prune(nowMs: number, retentionDays: number, limit: number): Promise<boolean> {
  const { all, unknownKeys } = cutoffsAt(nowMs, retentionDays);
  const removed = all === null ? 0 : await rows.prune(new Date(all), limit);
  const removedUnknown = await rows.pruneUnknownKeys(new Date(unknownKeys), limit);
  return removed === limit || removedUnknown === limit;
}
