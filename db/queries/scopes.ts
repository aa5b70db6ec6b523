import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { scopes } from "#db/schema/workspaces.ts";

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

/** Touches a scope's row: who gives it to a key holds it against its removal. */
export function hold(tx: Db, workspaceId: string, name: string) {
  return tx
    .update(scopes)
    .set({ name: sql`${scopes.name}` })
    .where(and(eq(scopes.workspaceId, workspaceId), eq(scopes.name, name)));
}

/** Takes a scope from every key of a workspace. */
export function takeFromKeys(tx: Db, workspaceId: string, name: string) {
  return tx
    .update(apiKeys)
    .set({ scopes: kit.withoutElement(apiKeys.scopes, name) })
    .where(and(eq(apiKeys.workspaceId, workspaceId), kit.hasElement(apiKeys.scopes, name)));
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
