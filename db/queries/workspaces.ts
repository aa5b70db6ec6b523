import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { defaultId } from "#db/queries/plans.ts";
import { members, plans, workspaces } from "#db/schema/workspaces.ts";

export type WorkspaceRow = NonNullable<Awaited<ReturnType<typeof byId>>>;

const columns = {
  id: workspaces.id,
  name: workspaces.name,
  planId: workspaces.planId,
  createdAt: workspaces.createdAt,
  keyPrefix: workspaces.keyPrefix,
  keyIncludesEnvironment: workspaces.keyIncludesEnvironment,
  keyStyle: workspaces.keyStyle,
  maxActiveKeys: workspaces.maxActiveKeys,
  rotationOverlapMaxSeconds: workspaces.rotationOverlapMaxSeconds,
  requireExpiry: workspaces.requireExpiry,
  maxLifetimeDays: workspaces.maxLifetimeDays,
  grantableScopes: workspaces.grantableScopes,
};

// Deleted workspaces are kept for a while, but only for the operator.
const isLive = (id: string) => and(eq(workspaces.id, id), isNull(workspaces.deletedAt));

/** A workspace that wasn't deleted. */
export async function byId(id: string) {
  const [row] = await select(db(), id);
  return row ?? null;
}

/** Selects a workspace that wasn't deleted, as the transaction sees it. */
export function select(tx: Db, id: string) {
  return tx.select(columns).from(workspaces).where(isLive(id)).limit(1);
}

/** A user's workspaces, oldest membership first. */
export function ofUser(userId: string) {
  return db()
    .select({ ...columns, role: members.role })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), isNull(workspaces.deletedAt)))
    .orderBy(asc(members.createdAt), asc(members.workspaceId))
    .limit(100);
}

/** The workspaces that a user owns. Lock the user in an earlier statement. */
export function ownedBy(tx: Db, userId: string) {
  return tx
    .select({ id: workspaces.id })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), eq(members.role, "owner"), isNull(workspaces.deletedAt)));
}

type NewWorkspaceRow = Omit<typeof workspaces.$inferInsert, "planId"> & { planId?: string | SQL<string> };

/** Adds a workspace, with the default plan if the row has none. */
export function insert(tx: Db, row: NewWorkspaceRow) {
  return tx.insert(workspaces).values({ planId: defaultId(tx), ...row });
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
    | "requireExpiry"
    | "maxLifetimeDays"
    | "grantableScopes"
  >
>;

export function change(tx: Db, id: string, changes: WorkspaceChanges) {
  return tx.update(workspaces).set(changes).where(isLive(id));
}

/**
 * Locks the row, so that only one transaction at a time changes the workspace, its keys or its members. Changes no row if
 * the workspace was deleted. Rows of the workspace have to be locked after it.
 */
export function lock(tx: Db, id: string) {
  return tx
    .update(workspaces)
    .set({ keyStyle: sql`${workspaces.keyStyle}` })
    .where(isLive(id));
}

/** What the workspace, its plan and the operator demand of its keys. Call `lock` in an earlier statement. */
export function keyPolicy(tx: Db, id: string) {
  return tx
    .select({
      maxActiveKeys: workspaces.maxActiveKeys,
      rotationOverlapMaxSeconds: workspaces.rotationOverlapMaxSeconds,
      requireExpiry: workspaces.requireExpiry,
      maxLifetimeDays: workspaces.maxLifetimeDays,
      grantableScopes: workspaces.grantableScopes,
      ownRequestsPerMinute: workspaces.ownRequestsPerMinute,
      ownMonthlyQuota: workspaces.ownMonthlyQuota,
      ownMaxActiveKeys: workspaces.ownMaxActiveKeys,
      ownRotationOverlapMaxSeconds: workspaces.ownRotationOverlapMaxSeconds,
      planName: plans.name,
      planMaxActiveKeys: plans.maxActiveKeys,
      planRotationOverlapMaxSeconds: plans.rotationOverlapMaxSeconds,
      planRequireExpiry: plans.requireExpiry,
      planMaxLifetimeDays: plans.maxLifetimeDays,
    })
    .from(workspaces)
    .innerJoin(plans, eq(plans.id, workspaces.planId))
    .where(eq(workspaces.id, id));
}

/** When the workspace was suspended, as the transaction sees it. */
export function suspension(tx: Db, id: string) {
  return tx.select({ suspendedAt: workspaces.suspendedAt }).from(workspaces).where(eq(workspaces.id, id));
}

export type KeyPolicyRow = Awaited<ReturnType<typeof keyPolicy>>[number];
