import { and, asc, desc, eq, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import type { Step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { lockTable } from "#db/lock-table.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";

export type PlanRow = Omit<typeof plans.$inferSelect, "limitsGeneration">;

export function all(): Promise<PlanRow[]> {
  return db().select().from(plans).orderBy(asc(plans.position), asc(plans.id));
}

export async function byId(id: string): Promise<PlanRow | null> {
  const [row] = await db().select().from(plans).where(eq(plans.id, id)).limit(1);
  return row ?? null;
}

/** Adds plans to a database that has none. */
export async function insertFirst(rows: PlanRow[]): Promise<void> {
  if ((await db().select({ id: plans.id }).from(plans).limit(1)).length > 0) return;
  await db().insert(plans).values(rows).onConflictDoNothing();
}

/** Keeps other transactions from changing any plan until the commit. */
export const lockAll = (tx: Db): Step[] => lockTable(tx, plans);

/** The plan of new workspaces, for an insert. Without a default, it is the first one. */
export const defaultId = (tx: Db) =>
  sql<string>`(${tx.select({ id: plans.id }).from(plans).orderBy(desc(plans.isDefault), asc(plans.position), asc(plans.id)).limit(1)})`;

/** Adds a plan. Changes no row if the ID is taken. */
export function insert(tx: Db, row: PlanRow) {
  return tx.insert(plans).values(row).onConflictDoNothing();
}

/** Makes a plan the one of new workspaces, instead of the one that was it before. */
export function makeDefault(tx: Db, id: string) {
  return tx.update(plans).set({ isDefault: sql`${plans.id} = ${id}` });
}

/** Removes a plan. Changes no row if new workspaces get it, or a workspace uses it. */
export function remove(tx: Db, id: string) {
  const used = tx.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.planId, id));
  return tx.delete(plans).where(and(eq(plans.id, id), eq(plans.isDefault, false), notExists(used)));
}

/** Moves deleted workspaces from a plan to the one of new workspaces, so that they don't keep it from being removed. */
export function releaseDeleted(tx: Db, id: string) {
  return tx
    .update(workspaces)
    .set({ planId: defaultId(tx) })
    .where(and(eq(workspaces.planId, id), isNotNull(workspaces.deletedAt)));
}

/** A workspace that takes its rate limit from a plan, if there is one. */
export function usersOfRateLimit(tx: Db, id: string) {
  return tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(
      and(eq(workspaces.planId, id), isNull(workspaces.ownRequestsPerMinute), isNull(workspaces.deletedAt)),
    )
    .limit(1);
}

export type PlanChanges = Partial<Omit<PlanRow, "id" | "isDefault">>;

export function change(tx: Db, id: string, changes: PlanChanges) {
  return tx.update(plans).set(changes).where(eq(plans.id, id));
}

/** Locks a plan, so that it neither changes nor goes away before the commit. */
export function lock(tx: Db, id: string) {
  return tx
    .update(plans)
    .set({ position: sql`${plans.position}` })
    .where(eq(plans.id, id));
}

export const rowOf = (tx: Db, id: string) => tx.select().from(plans).where(eq(plans.id, id)).limit(1);
