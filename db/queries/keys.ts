import { and, desc, eq, gt, isNotNull, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { containing } from "#db/like.ts";
import { after, type Position } from "#db/queries/position.ts";
import { apiKeys, keySecrets } from "#db/schema/keys.ts";
import { requests, usageKeyDays } from "#db/schema/request-log.ts";
import { staged } from "#db/schema/views.ts";

/** A key, when it was last used, and the previous secret during a rotation's overlap. */
export type KeyRow = typeof apiKeys.$inferSelect & {
  lastUsedAt: Date | null;
  previousExpiresAt: Date | null;
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

// The last use is read from the request log, or from its usage counts if the entries have been deleted.
const lastUsedAt = sql`coalesce(
  (select max(p.at) from recent p where p.key_id = ${apiKeys}.id),
  (select r.at from ${requests} r where r.key_id = ${apiKeys}.id and r.cost > 0 order by r.at desc limit 1),
  (select max(d.last_accepted_at) from ${usageKeyDays} d where d.key_id = ${apiKeys}.id))`
  .mapWith(requests.at)
  .as("last_used_at");

// The previous secret that still works after a rotation.
const previous = (now: Date) =>
  sql`from ${keySecrets} s where s.key_id = ${apiKeys}.id and s.expires_at > ${sql.param(now, keySecrets.expiresAt)}`;

const previousExpiresAt = (now: Date) =>
  sql`(select max(s.expires_at) ${previous(now)})`.mapWith(keySecrets.expiresAt).as("previous_expires_at");

const previousLastUsedAt = (now: Date) =>
  sql`(select coalesce(
      (select max(p.at) from recent p where p.key_id = s.key_id and p.hint = s.hint),
      (select r.at from ${requests} r where r.key_id = s.key_id and r.cost > 0 and r.hint = s.hint order by r.at desc limit 1))
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
  createdByType: apiKeys.createdByType,
  createdById: apiKeys.createdById,
  rootUserId: apiKeys.rootUserId,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  disabledAt: apiKeys.disabledAt,
  revokedAt: apiKeys.revokedAt,
  lastUsedAt,
  previousExpiresAt: previousExpiresAt(now),
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

export interface KeyFilter {
  environment?: string;
  status?: "active" | "disabled" | "expired" | "revoked";
  /** The time that decides which keys have expired. */
  statusAt: Date;
  externalId?: string;
  /** Part of the name or of the hint, case-insensitive. */
  q?: string;
}

/** A workspace's keys, newest first. */
export function page(
  workspaceId: string,
  filter: KeyFilter,
  now: Date,
  position: Position | null,
  limit: number,
): Promise<KeyRow[]> {
  return db()
    .with(recent())
    .select(columns(now))
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.workspaceId, workspaceId),
        ...conditions(filter),
        after(apiKeys.createdAt, apiKeys.id, position),
      ),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
}

function conditions({ environment, status, statusAt, externalId, q }: KeyFilter): (SQL | undefined)[] {
  return [
    environment ? eq(apiKeys.environment, environment) : undefined,
    externalId ? eq(apiKeys.externalId, externalId) : undefined,
    status ? hasStatus(status, statusAt) : undefined,
    q ? contains(q) : undefined,
  ];
}

function contains(text: string): SQL {
  const pattern = containing(text);
  return sql`(lower(${apiKeys.name}) like ${pattern} escape '\\' or lower(${apiKeys.hint}) like ${pattern} escape '\\')`;
}

// The SQL version of `statusOf` in lib/keys/status.ts.
function hasStatus(status: NonNullable<KeyFilter["status"]>, now: Date): SQL | undefined {
  const unexpired = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now));
  const conditionsOf = {
    revoked: isNotNull(apiKeys.revokedAt),
    expired: and(isNull(apiKeys.revokedAt), lte(apiKeys.expiresAt, now)),
    disabled: and(isNull(apiKeys.revokedAt), unexpired, isNotNull(apiKeys.disabledAt)),
    active: and(isNull(apiKeys.revokedAt), unexpired, isNull(apiKeys.disabledAt)),
  };
  return conditionsOf[status];
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

/** Locks the key's row, so that it doesn't change before the commit. */
export function lock(tx: Db, id: string) {
  return tx
    .update(apiKeys)
    .set({ environment: sql`${apiKeys.environment}` })
    .where(eq(apiKeys.id, id));
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
