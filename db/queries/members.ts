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
