import { and, asc, eq, isNull } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

/** A user's membership in a workspace, by default in their first one. */
export async function ofUser(userId: string, workspaceId: string | null) {
  const [row] = await db()
    .select({
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      planId: workspaces.planId,
      suspendedAt: workspaces.suspendedAt,
      role: members.role,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(
      and(
        eq(members.userId, userId),
        isNull(workspaces.deletedAt),
        workspaceId === null ? undefined : eq(members.workspaceId, workspaceId),
      ),
    )
    .orderBy(asc(members.createdAt), asc(members.workspaceId))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof members.$inferInsert) {
  return tx.insert(members).values(row);
}

const isMember = (workspaceId: string, userId: string) =>
  and(eq(members.workspaceId, workspaceId), eq(members.userId, userId));

export function setRole(tx: Db, workspaceId: string, userId: string, role: string) {
  return tx.update(members).set({ role }).where(isMember(workspaceId, userId));
}

export function remove(tx: Db, workspaceId: string, userId: string) {
  return tx.delete(members).where(isMember(workspaceId, userId));
}

/** Adds a member. Changes no row if they are one already. */
export function insertIfNew(tx: Db, row: typeof members.$inferInsert) {
  return tx.insert(members).values(row).onConflictDoNothing();
}
