import { and, eq, inArray, isNull, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { CheckedDb } from "#db/queries/keys.ts";
import { apiKeys } from "#db/schema/keys.ts";

// Several keys of a workspace at once.

const among = (workspaceId: string, ids: string[]): SQL | undefined =>
  and(eq(apiKeys.workspaceId, workspaceId), inArray(apiKeys.id, ids));

/** Keys as the transaction sees them. They have to be locked before. */
export function stored(tx: Db, workspaceId: string, ids: string[]) {
  return tx.select().from(apiKeys).where(among(workspaceId, ids));
}

export function revoke(tx: CheckedDb, workspaceId: string, ids: string[], now: Date) {
  return tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(among(workspaceId, ids), isNull(apiKeys.revokedAt)));
}

export function disable(tx: CheckedDb, workspaceId: string, ids: string[], now: Date) {
  return tx
    .update(apiKeys)
    .set({ disabledAt: now })
    .where(and(among(workspaceId, ids), isNull(apiKeys.revokedAt), isNull(apiKeys.disabledAt)));
}
