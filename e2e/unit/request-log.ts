import { max } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import type { HourCounts } from "#db/queries/hour-counts.ts";
import { postgresqlHourCounts } from "#db/queries/hour-counts-postgresql.ts";
import { sqliteHourCounts } from "#db/queries/hour-counts-sqlite.ts";
import {
  keyHoursCounted,
  requests,
  usageHours,
  usageKeyDays,
  usageKeyHours,
} from "#db/schema/request-log.ts";
import { compactionCheckpoint, stagedRequests } from "#db/schema/sqlite/staging.ts";

/** Empties the request log and resets the compaction checkpoint. */
export async function clearRequestLog(): Promise<void> {
  for (const table of [requests, usageHours, usageKeyDays, usageKeyHours]) await db().delete(table);
  if (!sqlite()) return;
  await db().delete(stagedRequests);
  await db().update(compactionCheckpoint).set({ upTo: 0, key: "", seq: 0 });
}

/** The counts by hour and key, as the background work of a new process sees them. */
export const hourCounts = (): HourCounts =>
  sqlite() ? sqliteHourCounts(sqlite()!.control, (transaction) => transaction()) : postgresqlHourCounts;

/**
 * As after an upgrade: keys are counted by hour from a time on, and what is in the log now isn't. On SQLite, what is
 * compacted later is.
 */
export async function countKeyHoursFrom(since: Date): Promise<void> {
  await db().delete(usageKeyHours);
  const seq = (requests as unknown as { seq: typeof requests.cost }).seq;
  const [newest] = sqlite()
    ? await db()
        .select({ seq: max(seq) })
        .from(requests)
    : [];
  await db()
    .update(keyHoursCounted)
    .set({
      since,
      until: sqlite() ? new Date("9999-01-01") : since,
      countingHour: null,
      countingWorkspaceId: "",
      countingFrom: null,
      uncountedUpTo: newest?.seq ?? 0,
    });
}
