import { and, desc, eq, gt, inArray, isNotNull, isNull, notExists, or, sql } from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import type { GateKey } from "#db/queries/gate-key.ts";
import { forGateInSqlite } from "#db/queries/gate-key-sqlite.ts";
import type { CheckedDb } from "#db/queries/keys.ts";
import { revokedOrDeletedAt } from "#db/queries/revoked-or-deleted.ts";
import { limitsInForce } from "#db/queries/workspace-limits.ts";
import { apiKeys, keySecrets } from "#db/schema/keys.ts";
import { keyVersions } from "#db/schema/postgresql/key-versions.ts";
import { plans, workspaces } from "#db/schema/workspaces.ts";

/** Looks up everything the gate needs to know about a key, by the hash of one of its secrets. */
export async function forGate(secretHash: string): Promise<GateKey | null> {
  const handle = sqlite();
  if (handle) return forGateInSqlite(handle, secretHash);
  const [row] = await prepared("key_secrets_for_gate", selectForGate).execute({ secretHash });
  return row ?? null;
}

/**
 * A number that changes whenever data that `forGate` returns changes. Null on PostgreSQL.
 * `data_version` tells in a microsecond whether another connection has written at all. Only if one has, the version that
 * triggers increment is read.
 */
export function cacheVersion(): number | null {
  const handle = sqlite();
  if (!handle) return null;
  const written = prepared("data_version", () => handle.log.prepare("pragma data_version").pluck()).get();
  const { seen } = prepared("keys_seen", () => ({ seen: { written: -1 as unknown, version: 0 } }));
  if (written !== seen.written) {
    const select = prepared("keys_version", () =>
      handle.log.prepare("select version from cache_versions where name = 'keys'").pluck(),
    );
    seen.version = select.get() as number;
    seen.written = written;
  }
  return seen.version;
}

function selectForGate(on: Db, name: string) {
  return on
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      hint: keySecrets.hint,
      secretExpiresAt: keySecrets.expiresAt,
      environment: apiKeys.environment,
      scopes: apiKeys.scopes,
      externalId: apiKeys.externalId,
      metadata: apiKeys.metadata,
      expiresAt: apiKeys.expiresAt,
      disabledAt: apiKeys.disabledAt,
      revokedAt: revokedOrDeletedAt,
      limitRequests: apiKeys.limitRequests,
      limitWindowSeconds: apiKeys.limitWindowSeconds,
      limitGeneration: apiKeys.limitGeneration,
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      suspendedAt: workspaces.suspendedAt,
      planId: plans.id,
      ...limitsInForce,
      // Read in the same statement as the record, so that they match.
      workspaceVersion: sql<number | null>`coalesce(${keyVersions.version}, 0)`.mapWith(Number),
    })
    .from(keySecrets)
    .innerJoin(apiKeys, eq(apiKeys.id, keySecrets.keyId))
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .innerJoin(plans, eq(plans.id, workspaces.planId))
    .leftJoin(keyVersions, eq(keyVersions.workspaceId, workspaces.id))
    .where(eq(keySecrets.secretHash, sql.placeholder("secretHash")))
    .limit(1)
    .prepare(name);
}

export type NewSecretRow = typeof keySecrets.$inferInsert;

export function insert(tx: CheckedDb, rows: NewSecretRow[]) {
  return tx.insert(keySecrets).values(rows);
}

/** Sets when the current secret stops working. Changes no row while the previous secret still works. */
export function supersede(tx: CheckedDb, keyId: string, now: Date, endsAt: Date) {
  const earlier = tx
    .select({ one: sql`1` })
    .from(sql`${keySecrets} as earlier`)
    .where(sql`earlier.key_id = ${keyId} and earlier.expires_at > ${sql.param(now, keySecrets.expiresAt)}`);
  return tx
    .update(keySecrets)
    .set({ expiresAt: endsAt })
    .where(and(eq(keySecrets.keyId, keyId), isNull(keySecrets.expiresAt), notExists(earlier)));
}

/** One of a key's secrets: its hint, and since when it works. */
export interface SecretInfo {
  hint: string;
  createdAt: Date;
}

/** A key's secrets: the current one, and the one before, whether or not it still works. */
export async function ofKey(keyId: string): Promise<{ current?: SecretInfo; previous?: SecretInfo }> {
  const current = and(eq(keySecrets.keyId, keyId), isNull(keySecrets.expiresAt));
  const earlier = and(eq(keySecrets.keyId, keyId), isNotNull(keySecrets.expiresAt));
  const info = { hint: keySecrets.hint, createdAt: keySecrets.createdAt };
  const [[now], [before]] = await Promise.all([
    db().select(info).from(keySecrets).where(current).limit(1),
    db().select(info).from(keySecrets).where(earlier).orderBy(desc(keySecrets.expiresAt)).limit(1),
  ]);
  return { current: now, previous: before };
}

/** When a rotation's overlap ends, as the transaction sees it. No row if there is none. */
export function overlapOf(tx: Db, keyId: string, now: Date) {
  return tx
    .select({ endsAt: keySecrets.expiresAt })
    .from(keySecrets)
    .where(and(eq(keySecrets.keyId, keyId), gt(keySecrets.expiresAt, now)));
}

/** Ends a rotation's overlap. Changes no row if there is none, or if the key is revoked. */
export function endOverlap(tx: CheckedDb, keyId: string, now: Date) {
  const unrevoked = tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)));
  return tx
    .update(keySecrets)
    .set({ expiresAt: now })
    .where(and(inArray(keySecrets.keyId, unrevoked), gt(keySecrets.expiresAt, now)));
}

/** Locks a secret's row, and changes no row if the secret no longer works. The key has to be locked before. */
export function lockIfUsable(tx: Db, secretHash: string, now: Date) {
  const usable = or(isNull(keySecrets.expiresAt), gt(keySecrets.expiresAt, now));
  return tx
    .update(keySecrets)
    .set({ keyId: sql`${keySecrets.keyId}` })
    .where(and(eq(keySecrets.secretHash, secretHash), usable));
}
