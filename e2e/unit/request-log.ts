import { db, sqlite } from "#db/client.ts";
import { requests, usageHours, usageKeyDays, usageKeyHours } from "#db/schema/request-log.ts";
import { compactionCheckpoint, stagedRequests } from "#db/schema/sqlite/staging.ts";

/** Empties the request log and resets the compaction checkpoint. */
export async function clearRequestLog(): Promise<void> {
  for (const table of [requests, usageHours, usageKeyDays, usageKeyHours]) await db().delete(table);
  if (!sqlite()) return;
  await db().delete(stagedRequests);
  await db().update(compactionCheckpoint).set({ upTo: 0, key: "", seq: 0 });
}
