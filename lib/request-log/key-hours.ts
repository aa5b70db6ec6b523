import * as keyHours from "#db/queries/key-hours.ts";
import { env } from "#env.ts";
import { startJob } from "#lib/background-job.ts";
import { clockMs } from "#lib/clock.ts";
import { firstOpen } from "#lib/request-log/open-requests.ts";
import { cutoffsAt } from "#lib/request-log/retention.ts";

const HOUR_MS = 3_600_000;
/** Longer than any decision at the gate takes to be logged. */
const GRACE_MS = 5 * 60_000;
const EVERY_MS = 60_000;
const BETWEEN_PARTS_MS = 20;
/** Short enough for a round of many workspaces, long enough to be no load. */
const BETWEEN_WORKSPACES_MS = 100;
const PART_ROWS = 1000;

/**
 * On PostgreSQL, counts each key's requests of an hour when it is over, because a third count would make every append
 * slower; and removes counts that are older than the log's rows. Returns a function that stops it.
 */
export function startKeyHours(drain: () => Promise<void>): () => Promise<void> {
  let pruned = "";
  return startJob({
    work: async () => {
      if (await countNextHour(clockMs(), drain)) return BETWEEN_PARTS_MS;
      const { all } = cutoffsAt(clockMs(), env.retentionDays);
      const workspaceId = all === null ? null : await keyHours.workspaceAfter(pruned);
      if (workspaceId === null) {
        pruned = "";
        return EVERY_MS;
      }
      const removed = await keyHours.remove(workspaceId, new Date(all!), PART_ROWS);
      if (removed === PART_ROWS) return BETWEEN_PARTS_MS;
      pruned = workspaceId;
      return BETWEEN_WORKSPACES_MS;
    },
    afterFailureMs: EVERY_MS,
    failure: "the keys' requests of an hour could not be counted",
  });
}

/** Counts the next hour if it will get no more requests. `drain` waits for those that are being logged. Returns false if there is nothing to count yet. */
export async function countNextHour(nowMs: number, drain: () => Promise<void>): Promise<boolean> {
  const hours = await keyHours.countedHours();
  const end = hours.until.getTime() + HOUR_MS;
  if (end + GRACE_MS > nowMs || (firstOpen()?.at.getTime() ?? end) < end) return false;
  await drain();
  await keyHours.countHour(hours);
  return true;
}
