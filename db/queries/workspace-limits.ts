import { eq, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";

/** A workspace's limits, where it is joined with its plan: its own if the operator has set them, else the plan's. */
export const limitsInForce = {
  requestsPerMinute: sql<
    number | null
  >`coalesce(${workspaces.ownRequestsPerMinute}, ${plans.requestsPerMinute})`,
  monthlyQuota: sql<number | null>`coalesce(${workspaces.ownMonthlyQuota}, ${plans.monthlyQuota})`,
  limitsGeneration: sql<number>`${workspaces.limitsGeneration} + ${plans.limitsGeneration}`,
};

export async function ofWorkspace(id: string) {
  const [row] = await db()
    .select(limitsInForce)
    .from(workspaces)
    .innerJoin(plans, eq(plans.id, workspaces.planId))
    .where(eq(workspaces.id, id))
    .limit(1);
  return row ?? null;
}
