import { desc, eq, inArray, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import type { CheckedDb } from "#db/queries/keys.ts";
import { typedHints } from "#db/queries/typed-hints.ts";
import { users } from "#db/schema/accounts.ts";
import { apiKeys, keySecrets } from "#db/schema/keys.ts";
import { workspaces } from "#db/schema/workspaces.ts";

// The keys of all workspaces, for operators.

const identity = {
  id: apiKeys.id,
  workspaceId: apiKeys.workspaceId,
  environment: apiKeys.environment,
  name: apiKeys.name,
  hint: apiKeys.hint,
  revokedAt: apiKeys.revokedAt,
};

export type KeyIdentity = Awaited<ReturnType<typeof withId>>[number];

export const withId = (on: Db, id: string) =>
  on.select(identity).from(apiKeys).where(eq(apiKeys.id, id)).limit(1);

/** The keys that have or had a secret with this hash. */
export function withSecretHash(secretHash: string) {
  return db()
    .select(identity)
    .from(keySecrets)
    .innerJoin(apiKeys, eq(apiKeys.id, keySecrets.keyId))
    .where(eq(keySecrets.secretHash, secretHash))
    .limit(1);
}

/** The keys that have or had a secret with this hint, the newest first. */
export function withHint(hint: string, limit: number) {
  return db()
    .selectDistinct(identity)
    .from(keySecrets)
    .innerJoin(apiKeys, eq(apiKeys.id, keySecrets.keyId))
    .where(inArray(keySecrets.hint, typedHints(hint)))
    .orderBy(desc(apiKeys.id))
    .limit(limit);
}

/** Revokes a key on behalf of an operator, whose rights aren't limited to a workspace. */
export function revoke(tx: Db, id: string, now: Date) {
  return (tx as CheckedDb).update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id));
}

export async function emailOf(userId: string): Promise<string | null> {
  const [row] = await db().select({ email: users.email }).from(users).where(eq(users.id, userId)).limit(1);
  return row?.email ?? null;
}

/** Counts the keys after an ID, in the order of IDs: at most `limit`, so that it takes a few milliseconds at most. */
export async function countAfter(id: string, now: Date, limit: number) {
  const expiry = sql.param(now, apiKeys.expiresAt);
  const [row] = await db()
    .select({
      seen: sql`count(*)`.mapWith(Number),
      active: sql`coalesce(sum(case when revoked_at is null and disabled_at is null
        and (expires_at is null or expires_at > ${expiry})
        and not exists (select 1 from ${workspaces} w where w.id = workspace_id and w.deleted_at is not null)
        then 1 else 0 end), 0)`.mapWith(Number),
      last: sql<string | null>`max(id)`,
    })
    .from(
      sql`(select id, workspace_id, revoked_at, disabled_at, expires_at from ${apiKeys} where id > ${id} order by id limit ${limit}) as chunk`,
    );
  return row!;
}

/** The names and hints of keys, also of revoked ones. */
export async function labels(ids: string[]) {
  if (ids.length === 0) return [];
  const { id, name, hint } = apiKeys;
  return db().select({ id, name, hint }).from(apiKeys).where(inArray(id, ids));
}
