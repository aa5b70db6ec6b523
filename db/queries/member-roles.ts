import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

/** A member's role, and whether the workspace is suspended, as the transaction sees them. */
export function of(tx: Db, workspaceId: string, userId: string) {
  return tx
    .select({ role: members.role, suspendedAt: workspaces.suspendedAt })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
}

/** Locks a member's row, so that the role doesn't change before the commit. */
export function lock(tx: Db, workspaceId: string, userId: string) {
  return lockRow(tx, workspaceId, eq(members.userId, userId));
}

/** Locks the row of the member who is the root user of a key. */
export function lockRootOf(tx: Db, workspaceId: string, keyId: string) {
  const root = tx.select({ userId: apiKeys.rootUserId }).from(apiKeys).where(eq(apiKeys.id, keyId));
  return lockRow(tx, workspaceId, inArray(members.userId, root));
}

function lockRow(tx: Db, workspaceId: string, whose: SQL) {
  return tx
    .update(members)
    .set({ role: sql`${members.role}` })
    .where(and(eq(members.workspaceId, workspaceId), whose));
}
