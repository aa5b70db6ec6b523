import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { containing } from "#db/like.ts";
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

export type OperatorWorkspaceRow = Awaited<ReturnType<typeof page>>[number];

/** The workspaces of the installation, newest first. */
export function page(filter: WorkspaceFilter, position: Position | null, limit: number) {
  return selectFrom(db())
    .where(and(...conditions(filter), after(workspaces.createdAt, workspaces.id, position)))
    .orderBy(desc(workspaces.createdAt), desc(workspaces.id))
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
  const pattern = containing(q);
  return sql`(${workspaces.id} = ${q} or lower(${workspaces.name}) like ${pattern} escape '\\' or ${workspaces.id} in (
    select m.workspace_id from ${members} m join ${users} u on u.id = m.user_id where u.email like ${pattern} escape '\\'))`;
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
