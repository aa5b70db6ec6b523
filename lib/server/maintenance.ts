import { startSealer } from "#lib/audit/sealer.ts";
import { settledElsewhere } from "#lib/cluster/settled.ts";
import { logWriter, requestLog } from "#lib/limits/adapters.ts";
import { log } from "#lib/log.ts";
import { startMailer } from "#lib/mail/mailer.ts";
import { startKeyHours } from "#lib/request-log/key-hours.ts";
import { startPruner } from "#lib/request-log/pruner.ts";
import { startCleanup } from "#lib/server/cleanup.ts";
import { startKeyExpiryMails } from "#lib/server/key-expiry-job.ts";

/**
 * Starts what has to be done once per database: emails, cleanup, sealing the audit log, and on PostgreSQL the care of the
 * request log. A cluster's leader does it. When the lead changes, two instances may do it for a moment, so each job holds
 * with another beside it. Returns the function that ends it.
 */
export function startMaintenance(): () => Promise<void> {
  const stops: (() => unknown)[] = [startMailer(), startCleanup(), startSealer(), startKeyExpiryMails()];
  if (!logWriter()) stops.push(startPruner(), startKeyHours(settledBefore));
  return async () => {
    for (const result of await Promise.allSettled(stops.map(async (stop) => stop())))
      if (result.status === "rejected")
        log.error({ err: result.reason }, "a part of the maintenance didn't end well");
  };
}

/** Whether every request from before this time (epoch milliseconds) is logged, on all instances. */
async function settledBefore(ms: number): Promise<boolean> {
  await requestLog().drain();
  return (await settledElsewhere(null)) >= ms;
}
