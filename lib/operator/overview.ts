import * as overview from "#db/queries/installation/overview.ts";
import * as mails from "#db/queries/mails.ts";
import { metrics } from "#lib/metrics.ts";
import { slowCounts } from "#lib/operator/count-slowly.ts";
import type { Overview } from "#lib/operator/overview-schema.ts";
import { version } from "#lib/version.ts";

/** Reads how the installation is doing. */
export async function readOverview(now: Date): Promise<Overview> {
  const [counts, queue, failed, refused, bytes, oldest] = await Promise.all([
    slowCounts(),
    mails.queueState(),
    mails.countFailed(),
    metrics.refusals(),
    overview.storeBytes(),
    overview.oldestUncounted(),
  ]);
  return {
    users: counts.users,
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
    store_bytes: bytes,
    compaction_lag_seconds: oldest ? Math.max(0, now.getTime() - oldest.getTime()) / 1000 : 0,
    version,
    uptime_seconds: Math.floor(process.uptime()),
    counted_at: counts.countedAt.toISOString(),
  };
}
