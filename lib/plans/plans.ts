import { must } from "#db/atomically.ts";
import * as plans from "#db/queries/plans.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { type AuditActor, changesBetween, type NewEvent } from "#lib/audit/event.ts";
import type { Plan } from "#lib/plans/schema.ts";

const UNLIMITED = {
  monthlyQuota: null,
  maxActiveKeys: null,
  rotationOverlapMaxSeconds: null,
  requireExpiry: false,
  maxLifetimeDays: null,
  isDefault: false,
};

const FIRST_PLANS: plans.PlanRow[] = [
  { id: "trial", name: "Trial", requestsPerMinute: 60, ...UNLIMITED, isDefault: true, position: 1 },
  { id: "starter", name: "Starter", requestsPerMinute: 60, ...UNLIMITED, position: 2 },
  { id: "pro", name: "Pro", requestsPerMinute: null, ...UNLIMITED, position: 3 },
  { id: "enterprise", name: "Enterprise", requestsPerMinute: null, ...UNLIMITED, position: 4 },
];

/** Adds the first plans to a new database. Later, they are the operator's to change and delete. */
export async function ensurePlans(): Promise<void> {
  await plans.insertFirst(FIRST_PLANS);
}

/** Lists all plans as the API shows them. */
export async function listPlans(): Promise<Plan[]> {
  const rows = await plans.all();
  return rows.map(({ id, name, requestsPerMinute, monthlyQuota, maxActiveKeys }) => ({
    id,
    name,
    requests_per_minute: requestsPerMinute,
    monthly_quota: monthlyQuota,
    max_active_keys: maxActiveKeys,
    contact_sales: requestsPerMinute === null,
  }));
}

/** Changes a plan's limits, which take effect on the next request. False if there is no such plan. */
export async function changePlan(by: AuditActor, id: string, changes: plans.PlanChanges): Promise<boolean> {
  const before = await plans.byId(id);
  if (!before) return false;
  const event: NewEvent = {
    action: "plan.changed",
    workspaceId: null,
    target: { type: "plan", id, label: before.name },
    changes: changesBetween(before, changes),
  };
  return (await commitAudited(by, [event], (tx) => [must("exists", plans.change(tx, id, changes))])) === null;
}

/**
 * Moves a workspace to another plan, which applies to its existing keys at once. False if the workspace or the plan
 * doesn't exist, or the plan has no rate limit yet.
 */
export async function assignPlan(by: AuditActor, workspaceId: string, planId: string): Promise<boolean> {
  const [plan, workspace] = await Promise.all([plans.byId(planId), workspaces.byId(workspaceId)]);
  if (!workspace || !plan || plan.requestsPerMinute === null) return false;
  const event: NewEvent = {
    action: "workspace.plan_changed",
    workspaceId,
    target: { type: "workspace", id: workspaceId, label: workspace.name },
    changes: { plan: { before: workspace.planId, after: planId } },
  };
  const failedStep = await commitAudited(by, [event], (tx) => [
    must("exists", workspaces.assignPlan(tx, workspaceId, planId)),
  ]);
  return failedStep === null;
}
