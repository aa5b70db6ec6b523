import { and, eq, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";

export type WorkspaceRow = NonNullable<Awaited<ReturnType<typeof byId>>>;

export async function byId(id: string) {
  const [row] = await db()
    .select({
      id: workspaces.id,
      name: workspaces.name,
      planId: workspaces.planId,
      createdAt: workspaces.createdAt,
      keyPrefix: workspaces.keyPrefix,
      keyIncludesEnvironment: workspaces.keyIncludesEnvironment,
      keyStyle: workspaces.keyStyle,
      maxActiveKeys: workspaces.maxActiveKeys,
      planMaxActiveKeys: plans.maxActiveKeys,
      rotationOverlapMaxSeconds: workspaces.rotationOverlapMaxSeconds,
    })
    .from(workspaces)
    .innerJoin(plans, eq(plans.id, workspaces.planId))
    .where(eq(workspaces.id, id))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof workspaces.$inferInsert) {
  return tx.insert(workspaces).values(row);
}

export type WorkspaceChanges = Partial<
  Pick<
    typeof workspaces.$inferInsert,
    | "name"
    | "keyPrefix"
    | "keyIncludesEnvironment"
    | "keyStyle"
    | "maxActiveKeys"
    | "rotationOverlapMaxSeconds"
  >
>;

export function change(tx: Db, id: string, changes: WorkspaceChanges) {
  return tx.update(workspaces).set(changes).where(eq(workspaces.id, id));
}

/** Locks the row, so that only one transaction at a time counts the workspace's keys. */
export function lock(tx: Db, id: string) {
  return tx
    .update(workspaces)
    .set({ id: sql`${workspaces.id}` })
    .where(eq(workspaces.id, id));
}

/** When the workspace was suspended, as the transaction sees it. */
export function suspension(tx: Db, id: string) {
  return tx.select({ suspendedAt: workspaces.suspendedAt }).from(workspaces).where(eq(workspaces.id, id));
}

/** Updates no row if the workspace has `limit` or more active keys. Call `lock` in an earlier statement. */
export function lockBelow(tx: Db, id: string, limit: number, now: Date) {
  const active = sql`(select count(*) from ${apiKeys} k where k.workspace_id = ${id} and k.revoked_at is null
    and k.disabled_at is null and (k.expires_at is null or k.expires_at > ${sql.param(now, apiKeys.expiresAt)}))`;
  return tx
    .update(workspaces)
    .set({ id: sql`${workspaces.id}` })
    .where(and(eq(workspaces.id, id), sql`${active} < ${limit}`));
}

export function assignPlan(tx: Db, id: string, planId: string) {
  return tx.update(workspaces).set({ planId }).where(eq(workspaces.id, id));
}
