import { and, eq, gt, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { check, type Step, step } from "#db/atomically.ts";
import { type Db, db, sqlite } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

// The keys that a user created, directly or through other keys, in any workspace.
const createdBy = (userId: string) => sql`(
  with recursive created (id) as (
    select k.id from ${apiKeys} k where k.created_by_type = 'user' and k.created_by_id = ${userId}
    union
    select k.id from ${apiKeys} k join created c on k.created_by_type = 'api_key' and k.created_by_id = c.id
  )
  select id from created)`;

// The workspaces in which the user may change the keys they created. Not those that they have left, or may only read.
const changeableBy = (tx: Db, userId: string) =>
  tx
    .select({ id: members.workspaceId })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.userId, userId),
        ne(members.role, "viewer"),
        isNull(workspaces.deletedAt),
        isNull(workspaces.suspendedAt),
        isNull(users.suspendedAt),
      ),
    );

const revocableBy = (tx: Db, userId: string) =>
  and(inArray(apiKeys.id, createdBy(userId)), inArray(apiKeys.workspaceId, changeableBy(tx, userId)));

/** How many of the keys that the user created, and may revoke, are active. */
export async function countActive(userId: string, now: Date): Promise<number> {
  const active = and(
    isNull(apiKeys.revokedAt),
    isNull(apiKeys.disabledAt),
    or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
  );
  const [row] = await db()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(apiKeys)
    .where(and(revocableBy(db(), userId), active));
  return row!.count;
}

const REVOKED = {
  id: apiKeys.id,
  name: apiKeys.name,
  hint: apiKeys.hint,
  workspaceId: apiKeys.workspaceId,
  environment: apiKeys.environment,
};

type RevokedKey = Pick<typeof apiKeys.$inferSelect, keyof typeof REVOKED>;

/**
 * Revokes the keys that the user created and may revoke, and passes those that weren't revoked to `use`. On PostgreSQL, this
 * first waits for keys that are being created and keeps others from starting: one of the revoked keys could otherwise have
 * just created a key that this statement doesn't see. It also locks the user's memberships, so that a member who is being
 * removed revokes nothing afterwards. Lock the user in an earlier step.
 */
export function revokeAll(tx: Db, userId: string, now: Date, use: (keys: RevokedKey[]) => void): Step[] {
  const revoke = tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(revocableBy(tx, userId), isNull(apiKeys.revokedAt)))
    .returning(REVOKED);
  if (sqlite()) return [check(revoke, use)];
  return [
    step(tx.execute(sql`lock table ${apiKeys} in share row exclusive mode`)),
    step(
      tx
        .update(members)
        .set({ role: sql`${members.role}` })
        .where(eq(members.userId, userId)),
    ),
    check(revoke, use),
  ];
}
