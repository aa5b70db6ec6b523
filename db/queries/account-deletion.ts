import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

const workspacesOf = (tx: Db, userId: string) =>
  tx.select({ id: members.workspaceId }).from(members).where(eq(members.userId, userId));

/** Locks a user's workspaces, so that nobody else joins, leaves or gets another role before the commit. */
export function lockWorkspaces(tx: Db, userId: string) {
  return tx
    .update(workspaces)
    .set({ keyStyle: sql`${workspaces.keyStyle}` })
    .where(inArray(workspaces.id, workspacesOf(tx, userId)));
}

/** The user's workspaces, with how many other members and other owners each has. */
export function memberships(tx: Db, userId: string) {
  const others = (condition = sql`true`) =>
    sql`(select count(*) from ${members} o where o.workspace_id = ${workspaces}.id
      and o.user_id <> ${userId} and ${condition})`.mapWith(Number);
  return tx
    .select({
      id: workspaces.id,
      name: workspaces.name,
      role: members.role,
      others: others(),
      otherOwners: others(sql`o.role = 'owner'`),
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), isNull(workspaces.deletedAt)))
    .orderBy(asc(workspaces.id));
}
