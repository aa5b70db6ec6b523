import { atomically, must } from "#db/atomically.ts";
import * as plans from "#db/queries/plans.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Plan } from "#lib/plans/schema.ts";

/** The plan of every new workspace. */
export const FIRST_PLAN = "trial";

const UNLIMITED = { monthlyQuota: null, maxActiveKeys: null };

const FIRST_PLANS: plans.PlanRow[] = [
  { id: "trial", name: "Trial", requestsPerMinute: 60, ...UNLIMITED, position: 1 },
  { id: "starter", name: "Starter", requestsPerMinute: 60, ...UNLIMITED, position: 2 },
  { id: "pro", name: "Pro", requestsPerMinute: null, ...UNLIMITED, position: 3 },
  { id: "enterprise", name: "Enterprise", requestsPerMinute: null, ...UNLIMITED, position: 4 },
];

/** Called at every start: adds the plans that are missing, leaves those that the operator changed. */
export async function ensurePlans(): Promise<void> {
  await plans.insertMissing(FIRST_PLANS);
}

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

/** Changes what a plan allows: in force for the very next request of its workspaces' keys. False when there is none. */
export async function changePlan(id: string, changes: plans.PlanChanges): Promise<boolean> {
  return (await atomically((tx) => [must("there", plans.change(tx, id, changes))])) === null;
}

/** Moves a workspace to another plan, at once for its existing keys. False when one of them is not there. */
export async function assignPlan(workspaceId: string, planId: string): Promise<boolean> {
  const plan = await plans.byId(planId);
  if (!plan || plan.requestsPerMinute === null) return false;
  return (await atomically((tx) => [must("there", workspaces.assignPlan(tx, workspaceId, planId))])) === null;
}
