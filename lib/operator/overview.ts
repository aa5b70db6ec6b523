import * as overview from "#db/queries/installation/overview.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as mails from "#db/queries/mails.ts";
import { env } from "#env.ts";
import { metrics } from "#lib/metrics.ts";
import { slowCounts } from "#lib/operator/count-slowly.ts";
import type { Overview } from "#lib/operator/overview-schema.ts";
import { openPlanRequests } from "#lib/operator/plan-requests.ts";
import { version } from "#lib/version.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** On SQLite, a statement keeps the thread busy. */
const MOST_COUNTED = 10_000;

/** Reads how the installation is doing. */
export async function readOverview(now: Date): Promise<Overview> {
  const [counts, people, queue, failed, refused, bytes, oldest] = await Promise.all([
    slowCounts(),
    countPeople(now),
    mails.queueState(),
    mails.countFailed(),
    metrics.refusals(),
    overview.storeBytes(),
    overview.oldestUncounted(),
  ]);
  return {
    users: counts.users,
    ...people,
    workspaces: { total: counts.workspaces, suspended: counts.suspended },
    active_keys: counts.activeKeys,
    requests: {
      today: counts.today,
      this_month: counts.month,
      refused_this_month: counts.refused,
      refused_since_start: refused,
    },
    busiest_workspaces: counts.busiest.map(({ id, name, requests }) => ({
      id,
      name,
      requests_this_month: requests,
    })),
    mail_queue: { waiting: queue.waiting, failed, oldest_at: queue.oldest?.toISOString() ?? null },
    database: env.database.dialect,
    store_bytes: bytes,
    compaction_lag_seconds: oldest ? Math.max(0, now.getTime() - oldest.getTime()) / 1000 : 0,
    version,
    uptime_seconds: Math.floor(process.uptime()),
    counted_at: counts.countedAt.toISOString(),
  };
}

/** What has an index, so that it can be counted each time. */
async function countPeople(now: Date) {
  const since = (ms: number) => allUsers.countJoined(new Date(now.getTime() - ms), MOST_COUNTED);
  const [day, week, suspended, approvals, requests] = await Promise.all([
    since(DAY_MS),
    since(WEEK_MS),
    allUsers.countSuspended(MOST_COUNTED),
    allUsers.countWaiting(MOST_COUNTED),
    openPlanRequests(),
  ]);
  return {
    new_users: { last_24_hours: day, last_7_days: week },
    suspended_users: suspended,
    waiting: { approvals, plan_requests: requests.size },
  };
}
