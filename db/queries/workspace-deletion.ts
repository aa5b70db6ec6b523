import { and, asc, eq, inArray, isNull, lt } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { usageHours, usageKeyDays } from "#db/schema/request-log.ts";
import { invitations, members, workspaces } from "#db/schema/workspaces.ts";

/** Marks workspaces as deleted: their keys stop working. */
export function markDeleted(tx: Db, ids: string[], now: Date) {
  return tx
    .update(workspaces)
    .set({ deletedAt: now })
    .where(and(inArray(workspaces.id, ids), isNull(workspaces.deletedAt)));
}

/** Ends the memberships of all members. */
export function removeMembers(tx: Db, workspaceIds: string[]) {
  return tx.delete(members).where(inArray(members.workspaceId, workspaceIds));
}

/** Withdraws all invitations that nobody has accepted yet. */
export function withdrawInvitations(tx: Db, workspaceIds: string[], now: Date) {
  const open = and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt));
  return tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(and(inArray(invitations.workspaceId, workspaceIds), open));
}

/** Workspaces that were deleted before `deletedBefore`, oldest first. */
export function deletedBefore(before: Date, limit: number) {
  return db()
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(lt(workspaces.deletedAt, before))
    .orderBy(asc(workspaces.deletedAt))
    .limit(limit);
}

/** Removes up to `limit` keys of a workspace, with their daily counts. Returns their number. */
export async function removeKeys(workspaceId: string, limit: number): Promise<number> {
  const some = await db()
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(eq(apiKeys.workspaceId, workspaceId))
    .limit(limit);
  const ids = some.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db().delete(usageKeyDays).where(inArray(usageKeyDays.keyId, ids));
  await db().delete(apiKeys).where(inArray(apiKeys.id, ids));
  return ids.length;
}

/** Removes a workspace without keys, with its counts, scopes and invitations. */
export async function remove(workspaceId: string): Promise<void> {
  await db().delete(usageHours).where(eq(usageHours.workspaceId, workspaceId));
  await db().delete(workspaces).where(eq(workspaces.id, workspaceId));
}
