import { check, must, step } from "#db/atomically.ts";
import * as administration from "#db/queries/administration.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { type AuditActor, changesBetween, type NewEvent } from "#lib/audit/event.ts";

interface Named {
  id: string;
  name: string;
}

/** A workspace's own limits, by the names that the API shows. Null: the plan's limit applies. */
export interface OwnLimits {
  requests_per_minute?: number | null;
  monthly_quota?: number | null;
  max_active_keys?: number | null;
  rotation_overlap_max_seconds?: number | null;
}

/** Suspends or resumes a workspace, which its keys' next requests notice. False if it already is like that. */
export async function suspendWorkspace(
  by: AuditActor,
  { id, name }: Named,
  suspended: boolean,
  now: Date,
): Promise<boolean> {
  const event: NewEvent = {
    action: suspended ? "workspace.suspended" : "workspace.resumed",
    workspaceId: id,
    target: { type: "workspace", id, label: name },
  };
  const failedStep = await commitAudited(by, [event], (tx) => [
    must("differs", administration.setSuspended(tx, id, suspended ? now : null)),
  ]);
  return failedStep === null;
}

/** Sets a workspace's own limits, which beat the plan's from the next request on. False if it was deleted meanwhile. */
export async function limitWorkspace(
  by: AuditActor,
  { id, name }: Named,
  limits: OwnLimits,
): Promise<boolean> {
  let before: OwnLimits = {};
  const events = (): NewEvent[] => {
    const changes = changesBetween(before, limits);
    const target = { type: "workspace", id, label: name };
    return changes ? [{ action: "workspace.limits_changed", workspaceId: id, target, changes }] : [];
  };
  const failedStep = await commitAudited(by, events, (tx) => [
    step(workspaces.lock(tx, id)),
    check(administration.selectWorkspace(tx, id), ([row]: administration.WorkspaceRow[]) => {
      if (row) before = limitsOf(row);
    }),
    must("exists", administration.setOwnLimits(tx, id, toColumns(limits))),
  ]);
  return failedStep === null;
}

/** A workspace's own limits. */
export const limitsOf = (row: administration.WorkspaceRow): Required<OwnLimits> => ({
  requests_per_minute: row.ownRequestsPerMinute,
  monthly_quota: row.ownMonthlyQuota,
  max_active_keys: row.ownMaxActiveKeys,
  rotation_overlap_max_seconds: row.ownRotationOverlapMaxSeconds,
});

// Drizzle leaves out columns that are undefined.
const toColumns = (limits: OwnLimits): administration.OwnLimits => ({
  ownRequestsPerMinute: limits.requests_per_minute,
  ownMonthlyQuota: limits.monthly_quota,
  ownMaxActiveKeys: limits.max_active_keys,
  ownRotationOverlapMaxSeconds: limits.rotation_overlap_max_seconds,
});
