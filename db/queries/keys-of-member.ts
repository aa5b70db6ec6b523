import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";

const unrevoked = (workspaceId: string, userId: string) =>
  and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.rootUserId, userId), isNull(apiKeys.revokedAt));

/** The keys of a workspace that a member created, directly or through other keys, and that aren't revoked. */
export function unrevokedOf(tx: Db, workspaceId: string, userId: string) {
  return tx
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      workspaceId: apiKeys.workspaceId,
      environment: apiKeys.environment,
    })
    .from(apiKeys)
    .where(unrevoked(workspaceId, userId));
}

/**
 * Revokes them. Remove the member in an earlier statement: keys that create others lock their root user's membership, so
 * none of them can create one that this statement doesn't see.
 */
export function revokeAll(tx: Db, workspaceId: string, userId: string, now: Date) {
  return tx.update(apiKeys).set({ revokedAt: now }).where(unrevoked(workspaceId, userId));
}
