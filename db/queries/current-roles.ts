import { and, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

/** A member's role, and whether the workspace is suspended, as the transaction sees them. */
export function ofMember(tx: Db, workspaceId: string, userId: string) {
  return tx
    .select({ role: members.role, suspendedAt: workspaces.suspendedAt })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
}
