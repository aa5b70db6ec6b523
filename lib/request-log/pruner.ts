import { env } from "#env.ts";
import { startJob } from "#lib/background-job.ts";
import { clockMs } from "#lib/clock.ts";
import { prune } from "#lib/request-log/prune.ts";

const EVERY_MS = 60_000;
const BETWEEN_PARTS_MS = 20;
const PART_ROWS = 1000;

/** On PostgreSQL, removes log entries that are older than the retention. Returns a function that stops it. */
export const startPruner = () =>
  startJob({
    work: async () => {
      const more = await prune(clockMs(), env.retentionDays, PART_ROWS);
      return more ? BETWEEN_PARTS_MS : EVERY_MS;
    },
    afterFailureMs: EVERY_MS,
    failure: "old entries of the request log could not be removed",
  });
