import { check, later, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as allWorkspaces from "#db/queries/installation/workspaces.ts";
import * as plans from "#db/queries/plans.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { type AuditAction, changesBetween, type NewEvent } from "#lib/audit/event.ts";
import { type DecidedRequest, decidePlanRequest } from "#lib/operator/decide-plan-request.ts";
import { reasonChange } from "#lib/operator/reason.ts";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import { getAnyWorkspace, ownLimitsOf } from "#lib/operator/workspaces.ts";
import { problem } from "#lib/problem.ts";

type Row = allWorkspaces.OperatorWorkspaceRow;

/**
 * Changes a workspace's plan, own limits or suspension, or decides its request for another plan. Requests that arrive after
 * this returns are decided by the new ones. Throws `not_found`, `conflict` (deleted workspaces; `plan_request_decided`,
 * `plan_request_replaced`), `validation_failed` (`/plan`, `/plan_request/id`, or no rate limit would be left), and the
 * problems of `commit`.
 */
export async function changeAnyWorkspace(
  commit: Commit,
  id: string,
  change: OperatorWorkspaceChange,
  now: Date,
): Promise<OperatorWorkspace> {
  let before: Row;
  let decided: DecidedRequest | null;
  // Known once the request is: accepting one without a plan gives the plan it asks for.
  const full = (): OperatorWorkspaceChange =>
    decided?.decision === "accepted" ? { plan: decided.plan, ...change } : change;
  const events = () => eventsOf(before, full(), decided);
  await commit(events, (tx) => {
    decided = null;
    return [
      step(workspaces.lock(tx, id)),
      check(allWorkspaces.byId(tx, id), ([row]) => {
        if (!row) throw problem("not_found");
        if (row.deletedAt) throw problem("conflict", { detail: "The workspace was deleted." });
        before = row;
      }),
      ...decidePlanRequest(tx, id, change, (request) => {
        decided = request;
      }),
      // The plan that will apply, so that it has a rate limit until the commit.
      later(() => plans.lock(tx, full().plan ?? before.planId)),
      requirePlan(tx, () => full().plan),
      later(() => {
        const changes = toChanges(before, full(), now);
        return Object.keys(changes).length > 0 ? allWorkspaces.change(tx, id, changes) : null;
      }),
      check(allWorkspaces.byId(tx, id), ([after]) => requireRateLimit(after!, full())),
    ];
  });
  return getAnyWorkspace(id);
}

const requirePlan = (tx: Db, planId: () => string | undefined): Step => ({
  statement: () => {
    const id = planId();
    return id === undefined ? null : plans.rowOf(tx, id);
  },
  check: ([plan]: unknown[]) => {
    if (!plan) throw invalid("/plan", "unknown_plan", "There is no plan with this ID.");
  },
});

function requireRateLimit({ requestsPerMinute }: Row, { plan, limits }: OperatorWorkspaceChange): void {
  if (requestsPerMinute !== null || (plan === undefined && limits === undefined)) return;
  const detail =
    "The plan has no rate limit of its own. Set limits.requests_per_minute for this workspace, too.";
  throw invalid(plan === undefined ? "/limits/requests_per_minute" : "/plan", "rate_limit_required", detail);
}

function invalid(pointer: string, code: string, detail: string) {
  return problem("validation_failed", { errors: [{ pointer, code, detail }] });
}

function toChanges(before: Row, { plan, suspended, limits = {} }: OperatorWorkspaceChange, now: Date) {
  const changes: allWorkspaces.OperatorChanges = {};
  if (plan !== undefined) changes.planId = plan;
  if (suspended !== undefined && suspended !== (before.suspendedAt !== null))
    changes.suspendedAt = suspended ? now : null;
  if (limits.requests_per_minute !== undefined) changes.ownRequestsPerMinute = limits.requests_per_minute;
  if (limits.monthly_quota !== undefined) changes.ownMonthlyQuota = limits.monthly_quota;
  if (limits.max_active_keys !== undefined) changes.ownMaxActiveKeys = limits.max_active_keys;
  if (limits.rotation_overlap_max_seconds !== undefined)
    changes.ownRotationOverlapMaxSeconds = limits.rotation_overlap_max_seconds;
  return changes;
}

/** An event for each part of a workspace that has changed. */
function eventsOf(before: Row, change: OperatorWorkspaceChange, decided: DecidedRequest | null): NewEvent[] {
  const { plan, suspended, limits = {} } = change;
  const target = { type: "workspace", id: before.id, label: before.name };
  const event = (action: AuditAction, changes?: NewEvent["changes"]): NewEvent => ({
    action,
    workspaceId: before.id,
    target,
    changes: withReason(changes, change.reason),
  });
  const events: NewEvent[] = [];
  if (plan !== undefined && plan !== before.planId)
    events.push(event("workspace.plan_changed", { plan: { before: before.planId, after: plan } }));
  if (decided)
    events.push(
      event(`workspace.plan_request_${decided.decision}`, { request: { before: null, after: decided.id } }),
    );
  if (suspended !== undefined && suspended !== (before.suspendedAt !== null))
    events.push(event(suspended ? "workspace.suspended" : "workspace.resumed"));
  const changed = changesBetween(ownLimitsOf(before), limits);
  if (changed) events.push(event("workspace.limits_changed", changed));
  return events;
}

const withReason = (changes: NewEvent["changes"], reason: string | undefined): NewEvent["changes"] =>
  changes || reason ? { ...changes, ...reasonChange(reason) } : undefined;
