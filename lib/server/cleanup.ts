import * as budgets from "#db/queries/budgets.ts";
import * as codes from "#db/queries/codes.ts";
import * as emailChanges from "#db/queries/email-changes.ts";
import * as expiringKeys from "#db/queries/expiring-keys.ts";
import * as answers from "#db/queries/idempotent-answers.ts";
import * as knownDevices from "#db/queries/known-devices.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as throttles from "#db/queries/throttles.ts";
import { env } from "#env.ts";
import { pruneAudit } from "#lib/audit/prune.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { purgeWorkspaces } from "#lib/workspaces/delete.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** For how long an ended session or link is still distinguishable from an unknown one. */
const ENDED_DAYS = 30;

/** Deletes outdated rows once an hour. Returns a function that stops that. */
export function startCleanup(): () => void {
  const stopped = new AbortController();
  const timer = setInterval(() => {
    cleanUp(clockMs(), stopped.signal).catch((err) => log.error({ err }, "cleanup failed"));
  }, HOUR_MS);
  return () => {
    clearInterval(timer);
    stopped.abort();
  };
}

/**
 * Deletes budgets, devices and sign-ups that are over, throttles and idempotent answers after a day, ended sessions and
 * links after 30 days, and audit events and deleted workspaces after the retention.
 */
export async function cleanUp(nowMs: number, signal?: AbortSignal): Promise<void> {
  await throttles.sweep(new Date(nowMs - DAY_MS));
  await budgets.sweep(new Date(nowMs));
  await knownDevices.sweep(new Date(nowMs));
  await answers.sweep(new Date(nowMs - DAY_MS));
  await signUps.sweep(new Date(nowMs));
  await emailChanges.sweep(new Date(nowMs));
  await expiringKeys.sweepNotices(new Date(nowMs - ENDED_DAYS * DAY_MS));
  await codes.sweep(new Date(nowMs - ENDED_DAYS * DAY_MS));
  await sessions.sweep(new Date(nowMs - ENDED_DAYS * DAY_MS));
  await pruneAudit(nowMs, env.retentionDays);
  if (env.retentionDays > 0) await purgeWorkspaces(new Date(nowMs - env.retentionDays * DAY_MS), { signal });
}
