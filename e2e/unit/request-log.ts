import { db } from "#db/client.ts";
import {
  compactionCheckpoint,
  requests,
  stagedRequests,
  usageHours,
  usageKeyDays,
} from "#db/schema/request-log.ts";

/** Empties the request log; no batch is on its way any more. */
export async function clearRequestLog(): Promise<void> {
  for (const table of [stagedRequests, requests, usageHours, usageKeyDays]) await db().delete(table);
  await db().update(compactionCheckpoint).set({ upTo: 0, key: "", seq: 0 });
}
