import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { contains } from "#db/like.ts";
import { after, type Position } from "#db/queries/position.ts";
import { limitsInForce } from "#db/queries/workspace-limits.ts";
import { users } from "#db/schema/accounts.ts";
import { members, plans, workspaces } from "#db/schema/workspaces.ts";

export interface WorkspaceFilter {
  /** Part of the name or of a member's email, or the ID. */
  q?: string;
  planId?: string;
  status?: keyof typeof STATUS;
}

const columns = {
  id: workspaces.id,
  name: workspaces.name,
  planId: workspaces.planId,
  suspendedAt: workspaces.suspendedAt,
  deletedAt: workspaces.deletedAt,
  createdAt: workspaces.createdAt,
  maxActiveKeys: workspaces.maxActiveKeys,
  rotationOverlapMaxSeconds: workspaces.rotationOverlapMaxSeconds,
  ownRequestsPerMinute: workspaces.ownRequestsPerMinute,
  ownMonthlyQuota: workspaces.ownMonthlyQuota,
  ownMaxActiveKeys: workspaces.ownMaxActiveKeys,
  ownRotationOverlapMaxSeconds: workspaces.ownRotationOverlapMaxSeconds,
  planMaxActiveKeys: plans.maxActiveKeys,
  planRotationOverlapMaxSeconds: plans.rotationOverlapMaxSeconds,
  ...limitsInForce,
};

export type OperatorWorkspaceRow = Awaited<ReturnType<typeof inWindow>>[number];

const newestFirst = [desc(workspaces.createdAt), desc(workspaces.id)];

/** At most `limit` of the matching workspaces among the next `size` ones after a position, newest first. */
export function inWindow(filter: WorkspaceFilter, position: Position | null, size: number, limit: number) {
  const among = db()
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(after(workspaces.createdAt, workspaces.id, position))
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
  return (
    db()
      .select(columns)
      .from(among)
      // In this order, also on SQLite, which otherwise may read all workspaces in the order of the result.
      .crossJoin(workspaces)
      .innerJoin(plans, eq(plans.id, workspaces.planId))
      .where(and(eq(workspaces.id, among.id), ...conditions(filter)))
      .orderBy(...newestFirst)
      .limit(limit)
  );
}

/** The last of the next `size` workspaces after a position. Null if there are fewer. */
export async function endOfWindow(position: Position | null, size: number): Promise<Position | null> {
  const [row] = await db()
    .select({ at: workspaces.createdAt, id: workspaces.id })
    .from(workspaces)
    .where(after(workspaces.createdAt, workspaces.id, position))
    .orderBy(...newestFirst)
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}

/** At most `limit` of the matching workspaces among these ones after a position, newest first. */
export function among(ids: string[], filter: WorkspaceFilter, position: Position | null, limit: number) {
  return selectFrom(db())
    .where(
      and(
        inArray(workspaces.id, ids),
        after(workspaces.createdAt, workspaces.id, position),
        ...conditions(filter),
      ),
    )
    .orderBy(...newestFirst)
    .limit(limit);
}

export const byId = (on: Db, id: string) => selectFrom(on).where(eq(workspaces.id, id)).limit(1);

const selectFrom = (on: Db) =>
  on.select(columns).from(workspaces).innerJoin(plans, eq(plans.id, workspaces.planId));

function conditions({ q, planId, status }: WorkspaceFilter): (SQL | undefined)[] {
  return [
    q ? matches(q) : undefined,
    planId ? eq(workspaces.planId, planId) : undefined,
    status ? STATUS[status]() : undefined,
  ];
}

const STATUS = {
  active: () => and(isNull(workspaces.suspendedAt), isNull(workspaces.deletedAt)),
  suspended: () => and(isNotNull(workspaces.suspendedAt), isNull(workspaces.deletedAt)),
  deleted: () => isNotNull(workspaces.deletedAt),
  not_deleted: () => isNull(workspaces.deletedAt),
};

function matches(q: string): SQL {
  return sql`(${workspaces.id} = ${q} or ${contains(workspaces.name, q)} or exists (
    select 1 from ${members} m join ${users} u on u.id = m.user_id
    where m.workspace_id = ${workspaces.id} and ${contains(sql`u.email`, q)}))`;
}

/** The workspaces with this ID, name or member that weren't deleted, the oldest first. */
export function called(which: string, limit: number) {
  const lower = which.toLowerCase();
  const withMember = sql`${workspaces.id} in (
    select m.workspace_id from ${members} m join ${users} u on u.id = m.user_id where u.email = ${lower})`;
  const matching = or(eq(workspaces.id, which), sql`lower(${workspaces.name}) = ${lower}`, withMember);
  return selectFrom(db())
    .where(and(matching, isNull(workspaces.deletedAt)))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id))
    .limit(limit);
}

/** The owners' emails of these workspaces. */
export function owners(ids: string[]) {
  return db()
    .select({ workspaceId: members.workspaceId, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(inArray(members.workspaceId, ids), eq(members.role, "owner")))
    .orderBy(asc(members.createdAt), asc(users.id))
    .limit(1000);
}

export type OperatorChanges = Partial<
  Pick<
    typeof workspaces.$inferInsert,
    | "planId"
    | "suspendedAt"
    | "ownRequestsPerMinute"
    | "ownMonthlyQuota"
    | "ownMaxActiveKeys"
    | "ownRotationOverlapMaxSeconds"
  >
>;

export function change(tx: Db, id: string, changes: OperatorChanges) {
  return tx.update(workspaces).set(changes).where(eq(workspaces.id, id));
}
