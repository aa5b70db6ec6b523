import { and, asc, eq, inArray, notExists, sql } from "drizzle-orm";
import type { Step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { shareRows } from "#db/lock-table.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { offeredScopes, scopes } from "#db/schema/workspaces.ts";

export function all() {
  return db()
    .select({ name: offeredScopes.name, description: offeredScopes.description })
    .from(offeredScopes)
    .orderBy(asc(offeredScopes.name))
    .limit(1000);
}

/** Which of these names are offered. */
export async function known(names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await db()
    .select({ name: offeredScopes.name })
    .from(offeredScopes)
    .where(inArray(offeredScopes.name, names));
  return rows.map(({ name }) => name);
}

/** Adds a scope. Changes no row if it is already offered. */
export function insert(tx: Db, row: typeof offeredScopes.$inferInsert) {
  return tx.insert(offeredScopes).values(row).onConflictDoNothing();
}

export function remove(tx: Db, name: string) {
  return tx.delete(offeredScopes).where(eq(offeredScopes.name, name));
}

/** Removes a scope from all keys, except those of workspaces that have a scope of their own with this name. */
export function removeFromKeys(tx: Db, name: string) {
  const own = tx
    .select({ one: sql`1` })
    .from(scopes)
    .where(and(eq(scopes.workspaceId, apiKeys.workspaceId), eq(scopes.name, name)));
  return tx
    .update(apiKeys)
    .set({ scopes: kit.withoutElement(apiKeys.scopes, name) })
    .where(and(kit.hasElement(apiKeys.scopes, name), notExists(own)));
}

/**
 * Locks the scopes that a workspace's keys can have, of these names: its own and the offered ones. Keys that get the same
 * scope don't wait for each other.
 */
export function lockGranted(tx: Db, workspaceId: string, names: string[]): Step[] {
  const listed = sql.join(
    names.map((name) => sql`${name}`),
    sql`, `,
  );
  return [
    ...shareRows(tx, sql`select 1 from ${offeredScopes} where name in (${listed}) order by name`),
    ...shareRows(
      tx,
      sql`select 1 from ${scopes} where workspace_id = ${workspaceId} and name in (${listed}) order by name`,
    ),
  ];
}

/** The names of a workspace's own scopes and the offered ones, of these names. */
export function granted(tx: Db, workspaceId: string, names: string[]) {
  const own = tx
    .select({ name: scopes.name })
    .from(scopes)
    .where(and(eq(scopes.workspaceId, workspaceId), inArray(scopes.name, names)));
  const offered = tx
    .select({ name: offeredScopes.name })
    .from(offeredScopes)
    .where(inArray(offeredScopes.name, names));
  return own.union(offered);
}
