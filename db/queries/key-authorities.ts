import { and, count, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { members } from "#db/schema/workspaces.ts";

/** What decides what a key can do to other keys, as the transaction sees it. */
export function ofKeys(tx: Db, workspaceId: string, ids: string[]) {
  return tx
    .select({
      id: apiKeys.id,
      environment: apiKeys.environment,
      scopes: apiKeys.scopes,
      limitRequests: apiKeys.limitRequests,
      limitWindowSeconds: apiKeys.limitWindowSeconds,
      expiresAt: apiKeys.expiresAt,
      disabledAt: apiKeys.disabledAt,
      revokedAt: apiKeys.revokedAt,
      createdAt: apiKeys.createdAt,
      rootUserId: apiKeys.rootUserId,
      rootRole: members.role,
    })
    .from(apiKeys)
    .leftJoin(
      members,
      and(eq(members.workspaceId, apiKeys.workspaceId), eq(members.userId, apiKeys.rootUserId)),
    )
    .where(and(eq(apiKeys.workspaceId, workspaceId), inArray(apiKeys.id, ids)));
}

/** How many active keys the workspace has, as the transaction sees it. */
export function countActive(tx: Db, workspaceId: string, now: Date) {
  return tx
    .select({ count: count() })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.workspaceId, workspaceId),
        isNull(apiKeys.revokedAt),
        isNull(apiKeys.disabledAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    );
}
