import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { type Step, step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { mails, users } from "#db/schema/accounts.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { keyExpiryNotices, members, workspaces } from "#db/schema/workspaces.ts";

export type ExpiringKey = Awaited<ReturnType<typeof page>>[number];

/** How many rows one statement inserts. */
const CHUNK = 1000;

/**
 * The next active keys that expire after a position and before `end`, the first to expire first. Follows the index
 * `api_keys_expiring`, so that a page costs the same however many keys there are.
 */
export function page(from: { expiresAt: Date; id: string }, end: Date, limit: number) {
  const noticed = sql<number | null>`(select min(n.days_before) from ${keyExpiryNotices} n
    where n.key_id = ${apiKeys}.id and n.expires_at = ${apiKeys}.expires_at)`;
  return db()
    .select({
      id: apiKeys.id,
      workspaceId: apiKeys.workspaceId,
      rootUserId: apiKeys.rootUserId,
      createdAt: apiKeys.createdAt,
      expiresAt: sql`${apiKeys.expiresAt}`.mapWith(apiKeys.expiresAt) as unknown as typeof apiKeys.expiresAt,
      /** The last notice about this date: so many days before it. */
      noticed: noticed.as("noticed"),
      workspaceEnded:
        sql<boolean>`(${workspaces.suspendedAt} is not null or ${workspaces.deletedAt} is not null)`
          .mapWith(Boolean)
          .as("workspace_ended"),
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .where(
      and(
        isNotNull(apiKeys.expiresAt),
        isNull(apiKeys.revokedAt),
        isNull(apiKeys.disabledAt),
        sql`(${apiKeys.expiresAt}, ${apiKeys.id}) > (${sql.param(from.expiresAt, apiKeys.expiresAt)}, ${from.id})`,
        lt(apiKeys.expiresAt, end),
      ),
    )
    .orderBy(asc(apiKeys.expiresAt), asc(apiKeys.id))
    .limit(limit);
}

/** Who gets emails about these keys: the members of their workspaces who created one of them or are admins or owners. */
export function recipients(workspaceIds: string[], creatorIds: string[]) {
  return db()
    .select({ userId: users.id, workspaceId: members.workspaceId, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        inArray(members.workspaceId, workspaceIds),
        or(inArray(members.role, ["owner", "admin"]), inArray(members.userId, creatorIds)),
        eq(users.notifyKeyExpiring, true),
        isNull(users.suspendedAt),
      ),
    );
}

/** The steps that note which notices are queued, and queue their emails. Fails if one was noted before. */
export function insertNotices(
  tx: Db,
  notices: (typeof keyExpiryNotices.$inferInsert)[],
  queued: (typeof mails.$inferInsert)[],
): Step[] {
  return [
    ...chunks(notices).map((rows) => step(tx.insert(keyExpiryNotices).values(rows))),
    ...chunks(queued).map((rows) => step(tx.insert(mails).values(rows))),
  ];
}

function chunks<Row>(rows: Row[]): Row[][] {
  const starts = Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => i * CHUNK);
  return starts.map((start) => rows.slice(start, start + CHUNK));
}

/** What an email says about keys that are still active and that the user may still see. */
export function forMail(userId: string, ids: string[], now: Date) {
  return db()
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      environment: apiKeys.environment,
      expiresAt: apiKeys.expiresAt,
      workspaceName: workspaces.name,
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        inArray(apiKeys.id, ids),
        gt(apiKeys.expiresAt, now),
        isNull(apiKeys.revokedAt),
        isNull(apiKeys.disabledAt),
        isNull(workspaces.suspendedAt),
        isNull(workspaces.deletedAt),
        eq(users.notifyKeyExpiring, true),
      ),
    )
    .orderBy(asc(apiKeys.expiresAt), asc(apiKeys.id));
}

/** Deletes notices about dates before `expiredBefore`. */
export function sweepNotices(expiredBefore: Date) {
  return db().delete(keyExpiryNotices).where(lt(keyExpiryNotices.expiresAt, expiredBefore));
}
