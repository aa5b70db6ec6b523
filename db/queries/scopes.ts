import { and, asc, eq, inArray, notExists, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { offeredScopes, scopes } from "#db/schema/workspaces.ts";

export function ofWorkspace(workspaceId: string) {
  return db()
    .select({ name: scopes.name, description: scopes.description })
    .from(scopes)
    .where(eq(scopes.workspaceId, workspaceId))
    .orderBy(asc(scopes.name))
    .limit(1000);
}

export function insert(tx: Db, row: typeof scopes.$inferInsert) {
  return tx.insert(scopes).values(row).onConflictDoNothing();
}

export function remove(tx: Db, workspaceId: string, name: string) {
  return tx.delete(scopes).where(and(eq(scopes.workspaceId, workspaceId), eq(scopes.name, name)));
}

/**
 * Removes a scope from every key of a workspace, and returns these keys. None, if the operator offers a scope with the same
 * name.
 */
export function removeFromKeys(tx: Db, workspaceId: string, name: string) {
  const offered = tx.select({ one: sql`1` }).from(offeredScopes).where(eq(offeredScopes.name, name));
  return tx
    .update(apiKeys)
    .set({ scopes: kit.withoutElement(apiKeys.scopes, name) })
    .where(
      and(eq(apiKeys.workspaceId, workspaceId), kit.hasElement(apiKeys.scopes, name), notExists(offered)),
    )
    .returning({ id: apiKeys.id });
}

/** Which of these names are scopes of the workspace. */
export async function known(workspaceId: string, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await db()
    .select({ name: scopes.name })
    .from(scopes)
    .where(and(eq(scopes.workspaceId, workspaceId), inArray(scopes.name, names)));
  return rows.map(({ name }) => name);
}
