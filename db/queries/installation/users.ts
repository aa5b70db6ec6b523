import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  max,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { contains } from "#db/like.ts";
import { after, type Position } from "#db/queries/position.ts";
import { sessions, users } from "#db/schema/accounts.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

export type UserStatus = "active" | "suspended" | "awaiting_approval";

interface UserFilter {
  q?: string;
  status?: UserStatus;
  /** Only those who have joined since. */
  from?: Date;
}

const newestFirst = [desc(users.createdAt), desc(users.id)];

/** At most `limit` of the matching users among the next `size` users after a position, newest first. */
export function inWindow(
  { q, status, from }: UserFilter,
  position: Position | null,
  size: number,
  limit: number,
) {
  const among = db()
    .select({ id: users.id })
    .from(users)
    .where(and(from && gte(users.createdAt, from), after(users.createdAt, users.id, position)))
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
  return (
    db()
      .select(getTableColumns(users))
      .from(among)
      // In this order, also on SQLite, which otherwise may read all users in the order of the result.
      .crossJoin(users)
      .where(
        and(
          eq(users.id, among.id),
          q ? or(contains(users.email, q), contains(users.name, q), eq(users.id, q)) : undefined,
          status && STATUSES[status],
        ),
      )
      .orderBy(...newestFirst)
      .limit(limit)
  );
}

/** The last of the next `size` users after a position. Null if there are fewer. */
export async function endOfWindow(
  { from }: UserFilter,
  position: Position | null,
  size: number,
): Promise<Position | null> {
  const [row] = await db()
    .select({ at: users.createdAt, id: users.id })
    .from(users)
    .where(and(from && gte(users.createdAt, from), after(users.createdAt, users.id, position)))
    .orderBy(...newestFirst)
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}

const STATUSES: Record<UserStatus, SQL | undefined> = {
  suspended: isNotNull(users.suspendedAt),
  // Not compared with a parameter: the index has only those for whom it is true.
  awaiting_approval: and(isNull(users.suspendedAt), sql`${users.awaitingApproval}`),
  active: and(isNull(users.suspendedAt), eq(users.awaitingApproval, false)),
};

/** How many accounts wait for an operator's approval, up to a maximum. */
export const countWaiting = (most: number) => countUpTo(most, STATUSES.awaiting_approval);

export const countSuspended = (most: number) => countUpTo(most, STATUSES.suspended);

/** How many users have joined since, up to a maximum. */
export const countJoined = (from: Date, most: number) => countUpTo(most, gte(users.createdAt, from));

async function countUpTo(most: number, condition: SQL | undefined): Promise<number> {
  const some = db().select({ id: users.id }).from(users).where(condition).limit(most).as("some");
  const [row] = await db().select({ count: count() }).from(some);
  return row!.count;
}

/** The workspaces that a user is a member of, oldest membership first. */
export function workspacesOf(userId: string) {
  return db()
    .select({
      id: workspaces.id,
      name: workspaces.name,
      role: members.role,
      suspendedAt: workspaces.suspendedAt,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), isNull(workspaces.deletedAt)))
    .orderBy(asc(members.createdAt), asc(members.workspaceId))
    .limit(100);
}

/** How many live sessions a user has, and when the newest of all that are kept began. */
export async function sessionsOf(userId: string, now: Date) {
  const live = sql`${sessions.revokedAt} is null and ${gt(sessions.expiresAt, now)}`;
  const [row] = await db()
    .select({
      live: sql<number>`sum(case when ${live} then 1 else 0 end)`.mapWith(Number),
      lastLogInAt: max(sessions.createdAt),
    })
    .from(sessions)
    .where(eq(sessions.userId, userId));
  return { live: row?.live ?? 0, lastLogInAt: row?.lastLogInAt ?? null };
}

/** A user, as the transaction sees them. Lock them in an earlier statement. */
export function rowOf(tx: Db, id: string) {
  return tx.select().from(users).where(eq(users.id, id));
}

export function change(
  tx: Db,
  id: string,
  changes: Partial<Pick<typeof users.$inferInsert, "suspendedAt" | "operator" | "awaitingApproval">>,
) {
  return tx.update(users).set(changes).where(eq(users.id, id));
}

/** The workspaces that only this user owns and that aren't suspended. */
export function soleOwned(tx: Db, userId: string) {
  const otherOwner = sql`exists (select 1 from ${members} o where o.workspace_id = ${workspaces.id}
    and o.role = 'owner' and o.user_id <> ${userId})`;
  return tx
    .select({ id: workspaces.id, name: workspaces.name })
    .from(workspaces)
    .innerJoin(members, eq(members.workspaceId, workspaces.id))
    .where(
      and(
        eq(members.userId, userId),
        eq(members.role, "owner"),
        isNull(workspaces.suspendedAt),
        isNull(workspaces.deletedAt),
        sql`not ${otherOwner}`,
      ),
    )
    .orderBy(asc(workspaces.id));
}

/** Locks the workspaces that this user owns, so that nobody else becomes their owner until the transaction ends. */
export function lockOwned(tx: Db, userId: string) {
  return tx
    .update(workspaces)
    .set({ keyStyle: sql`${workspaces.keyStyle}` })
    .where(
      sql`${workspaces.id} in (select o.workspace_id from ${members} o where o.user_id = ${userId} and o.role = 'owner')`,
    );
}

export function suspendWorkspaces(tx: Db, ids: string[], now: Date) {
  return tx.update(workspaces).set({ suspendedAt: now }).where(inArray(workspaces.id, ids));
}
