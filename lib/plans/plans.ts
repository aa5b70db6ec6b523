import * as plans from "#db/queries/plans.ts";
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
