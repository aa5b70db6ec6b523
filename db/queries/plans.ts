import { asc, eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { plans } from "#db/schema/workspaces.ts";

export type PlanRow = typeof plans.$inferSelect;

export function all(): Promise<PlanRow[]> {
  return db().select().from(plans).orderBy(asc(plans.position), asc(plans.id));
}

export async function byId(id: string): Promise<PlanRow | null> {
  const [row] = await db().select().from(plans).where(eq(plans.id, id)).limit(1);
  return row ?? null;
}

/** Adds missing plans, and leaves existing ones unchanged. */
export async function insertMissing(rows: PlanRow[]): Promise<void> {
  await db().insert(plans).values(rows).onConflictDoNothing();
}

export type PlanChanges = Partial<Pick<PlanRow, "requestsPerMinute" | "monthlyQuota" | "maxActiveKeys">>;

export function change(tx: Db, id: string, changes: PlanChanges) {
  return tx.update(plans).set(changes).where(eq(plans.id, id));
}
