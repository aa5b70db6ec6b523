import { and, eq, gt, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { type KeyFilter, matches } from "#db/queries/key-lists.ts";
import { apiKeys, keySecrets } from "#db/schema/keys.ts";
import { requests, usageKeyDays } from "#db/schema/request-log.ts";
import { staged } from "#db/schema/views.ts";

/** A key, when it was last used, and the previous secret during a rotation's overlap. */
export type KeyRow = typeof apiKeys.$inferSelect & {
  lastUsedAt: Date | null;
  previousExpiresAt: Date | null;
  previousHint: string | null;
  previousLastUsedAt: Date | null;
};
export type NewKeyRow = typeof apiKeys.$inferInsert;
export type KeyChanges = Partial<
  Pick<
    NewKeyRow,
    | "hint"
    | "name"
    | "scopes"
    | "limitRequests"
    | "limitWindowSeconds"
    | "expiresAt"
    | "metadata"
    | "externalId"
    | "disabledAt"
  >
>;

// The last uses that are still staged, for all keys at once, so that a statement scans the staged rows only once.
const recent = () =>
  db()
    .$with("recent")
    .as(
      db()
        .select({ keyId: staged.keyId, hint: staged.hint, at: sql`max(${staged.at})`.as("at") })
        .from(staged)
        .where(gt(staged.cost, 0))
        .groupBy(staged.keyId, staged.hint),
    );

// The last use is read from staged rows, or from the counts of the newest day that has one: the request log may have
// millions of refused requests after it, and its old rows are deleted.
const lastUsedAt = sql`coalesce(
  (select max(p.at) from recent p where p.key_id = ${apiKeys}.id),
  (select max(d.last_accepted_at) from ${usageKeyDays} d where d.key_id = ${apiKeys}.id and d.day = (
    select e.day from ${usageKeyDays} e where e.key_id = ${apiKeys}.id and e.last_accepted_at is not null
    order by e.day desc limit 1)))`
  .mapWith(requests.at)
  .as("last_used_at");

// The previous secret that still works after a rotation.
const previous = (now: Date) =>
  sql`from ${keySecrets} s where s.key_id = ${apiKeys}.id and s.expires_at > ${sql.param(now, keySecrets.expiresAt)}`;

const previousExpiresAt = (now: Date) =>
  sql`(select max(s.expires_at) ${previous(now)})`.mapWith(keySecrets.expiresAt).as("previous_expires_at");

const previousHint = (now: Date) =>
  sql<string | null>`(select s.hint ${previous(now)} order by s.expires_at desc limit 1)`.as("previous_hint");

// A statement must not read millions of rows to find the last one with the previous secret.
const MOST_SEARCHED = sql.raw("1000");

const lastWithPrevious = (condition: SQL) =>
  sql`(select max(n.at) from (select r.at, r.hint, r.cost from ${requests} r where r.key_id = s.key_id ${condition}
    order by r.at desc limit ${MOST_SEARCHED}) n where n.hint = s.hint and n.cost > 0)`;

const rotatedAt = sql`(select c.created_at from ${keySecrets} c where c.key_id = s.key_id and c.expires_at is null)`;

// If the key has had too many requests since, it is the time of the earliest one that was searched: the previous secret
// wasn't used after that.
const previousLastUsedAt = (now: Date) =>
  sql`(select coalesce(
      (select max(p.at) from recent p where p.key_id = s.key_id and p.hint = s.hint),
      ${lastWithPrevious(sql``)},
      (select r.at from ${requests} r where r.key_id = s.key_id and r.at > ${rotatedAt}
        order by r.at desc limit 1 offset ${MOST_SEARCHED}),
      ${lastWithPrevious(sql`and r.at <= ${rotatedAt}`)})
    ${previous(now)} order by s.expires_at desc limit 1)`
    .mapWith(requests.at)
    .as("previous_last_used_at");

const columns = (now: Date) => ({
  id: apiKeys.id,
  workspaceId: apiKeys.workspaceId,
  environment: apiKeys.environment,
  name: apiKeys.name,
  hint: apiKeys.hint,
  scopes: apiKeys.scopes,
  externalId: apiKeys.externalId,
  metadata: apiKeys.metadata,
  limitRequests: apiKeys.limitRequests,
  limitWindowSeconds: apiKeys.limitWindowSeconds,
  limitGeneration: apiKeys.limitGeneration,
  createdByType: apiKeys.createdByType,
  createdById: apiKeys.createdById,
  rootUserId: apiKeys.rootUserId,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  disabledAt: apiKeys.disabledAt,
  revokedAt: apiKeys.revokedAt,
  lastUsedAt,
  previousExpiresAt: previousExpiresAt(now),
  previousHint: previousHint(now),
  previousLastUsedAt: previousLastUsedAt(now),
});

export async function byId(workspaceId: string, id: string, now: Date): Promise<KeyRow | null> {
  const [row] = await db()
    .with(recent())
    .select(columns(now))
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id)))
    .limit(1);
  return row ?? null;
}

/** A key as the transaction sees it. The key has to be locked before. */
export function stored(tx: Db, workspaceId: string, id: string) {
  return tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id)));
}

/** Some of a workspace's keys, in any order. */
export function withIds(workspaceId: string, ids: string[]): Promise<StoredKey[]> {
  return db()
    .select()
    .from(apiKeys)
    .where(and(inArray(apiKeys.id, ids), eq(apiKeys.workspaceId, workspaceId)));
}

export type StoredKey = typeof apiKeys.$inferSelect;

/** The user at the start of the chain of creators. */
export async function rootUserOf(id: string): Promise<string | null> {
  const [row] = await db()
    .select({ id: apiKeys.rootUserId })
    .from(apiKeys)
    .where(eq(apiKeys.id, id))
    .limit(1);
  return row?.id ?? null;
}

/** Those of the keys with these IDs, which a list has found, that match its filter, in any order. */
export function listed(ids: string[], filter: KeyFilter, now: Date): Promise<KeyRow[]> {
  return db()
    .with(recent())
    .select(columns(now))
    .from(apiKeys)
    .where(and(inArray(apiKeys.id, ids), matches(filter)));
}

/**
 * A transaction that has checked the actor's rights. Only this type can change keys, so that a new operation can't forget
 * the check: see `commitKeys` in lib/keys/commit-keys.ts.
 */
export type CheckedDb = Db & { readonly rightsChecked: true };

export function insert(tx: CheckedDb, rows: NewKeyRow[]) {
  return tx.insert(apiKeys).values(rows);
}

/** Changes a key. Changes no row if it is revoked. */
export function change(tx: CheckedDb, workspaceId: string, id: string, changes: KeyChanges) {
  return tx
    .update(apiKeys)
    .set(changes)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)));
}

export function revoke(tx: CheckedDb, workspaceId: string, id: string, now: Date) {
  return tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)));
}

/**
 * Locks the key's row, and changes no row if the key can't be used. A transaction with this step either commits before the
 * key is revoked or disabled, or not at all.
 */
export function lockIfUsable(tx: Db, id: string, now: Date) {
  const usable = and(
    isNull(apiKeys.revokedAt),
    isNull(apiKeys.disabledAt),
    or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
  );
  return tx
    .update(apiKeys)
    .set({ environment: sql`${apiKeys.environment}` })
    .where(and(eq(apiKeys.id, id), usable));
}

/** Locks a key's row, so that it doesn't change before the commit. Null: of any workspace, for operators. */
export function lock(tx: Db, workspaceId: string | null, id: string) {
  return tx
    .update(apiKeys)
    .set({ environment: sql`${apiKeys.environment}` })
    .where(and(eq(apiKeys.id, id), workspaceId === null ? undefined : eq(apiKeys.workspaceId, workspaceId)));
}

export function revokeByName(tx: CheckedDb, workspaceId: string, name: string, now: Date) {
  return tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(apiKeys.workspaceId, workspaceId),
        eq(apiKeys.name, name),
        isNull(apiKeys.revokedAt),
        lt(apiKeys.createdAt, now),
      ),
    )
    .returning();
}
