import { postgresqlHourCounts } from "#db/queries/hour-counts-postgresql.ts";
import * as keyHours from "#db/queries/key-hours.ts";
import { env } from "#env.ts";
import { startJob } from "#lib/background-job.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { countPart, setBack } from "#lib/request-log/hour-counting.ts";
import { firstOpen } from "#lib/request-log/open-requests.ts";
import { cutoffsAt } from "#lib/request-log/retention.ts";

/** Longer than any decision at the gate takes to be logged. */
const GRACE_MS = 5 * 60_000;
const EVERY_MS = 60_000;
const BETWEEN_PARTS_MS = 20;
/** Short enough for a round of many workspaces, long enough to be no load. */
const BETWEEN_WORKSPACES_MS = 100;
const PART_ROWS = 1000;
const FEWEST_ROWS = 10;

/** Whether every request from before a time (epoch milliseconds) is logged. Waits for those that are being logged. */
type SettledBefore = (ms: number) => Promise<boolean>;

/**
 * On PostgreSQL, counts each key's requests of an hour when it is over, because a third count would make every append
 * slower, and those of earlier hours that were never counted; and removes counts that are older than the log's rows.
 * Returns a function that stops it.
 */
export function startKeyHours(settledBefore: SettledBefore, afterFailureMs = EVERY_MS): () => Promise<void> {
  let pruned = "";
  let rows = PART_ROWS;
  return startJob({
    work: async () => {
      // A part that takes too long is tried again with fewer rows.
      const tried = rows;
      rows = Math.max(FEWEST_ROWS, Math.floor(rows / 4));
      if (await countNextPart(clockMs(), settledBefore, tried)) {
        rows = Math.min(PART_ROWS, tried * 2);
        return BETWEEN_PARTS_MS;
      }
      rows = tried;
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
    afterFailureMs,
    failure: "the keys' requests of an hour could not be counted",
  });
}

/** Counts some requests of an hour that will get no more. Returns false if there is nothing to count yet. */
export async function countNextPart(
  nowMs: number,
  settledBefore: SettledBefore,
  rows = PART_ROWS,
): Promise<boolean> {
  await noteSetBack(nowMs);
  return countPart(postgresqlHourCounts, rows, async (endMs) => {
    if (endMs + GRACE_MS > nowMs || (firstOpen()?.at.getTime() ?? endMs) < endMs) return false;
    return settledBefore(endMs);
  });
}

async function noteSetBack(nowMs: number): Promise<void> {
  const progress = await postgresqlHourCounts.progress();
  const next = setBack(progress, nowMs);
  if (!next) return;
  await postgresqlHourCounts.save(progress, next);
  // An upgrade starts with the hour after it.
  if (progress.sinceMs !== progress.untilMs)
    log.warn(
      { from: new Date(progress.untilMs), to: new Date(next.untilMs) },
      "the clock was set back: the keys' requests of these hours are counted again when they are over",
    );
}
