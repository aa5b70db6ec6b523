// What the operator's command line reads and changes, in all workspaces.
import { and, asc, count, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { containing } from "#db/like.ts";
import { revokedOrDeletedAt } from "#db/queries/revoked-or-deleted.ts";
import { typedHints } from "#db/queries/typed-hints.ts";
import { users } from "#db/schema/accounts.ts";
import { apiKeys, keySecrets } from "#db/schema/keys.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

/** Users whose email or name contains the text, newest first; or only those who wait for approval. */
export function listUsers(q: string | undefined, waiting: boolean, limit: number) {
  return db()
    .select()
    .from(users)
    .where(
      and(
        waiting ? and(eq(users.awaitingApproval, true), isNull(users.suspendedAt)) : undefined,
        q === undefined ? undefined : or(contains(users.email, q), contains(users.name, q), eq(users.id, q)),
      ),
    )
    .orderBy(desc(users.createdAt), desc(users.id))
    .limit(limit);
}

type TextColumn = typeof users.email | typeof users.name | typeof workspaces.name;

function contains(column: TextColumn, text: string): SQL {
  return sql`lower(${column}) like ${containing(text)} escape '\\'`;
}

/** The users with the operator's flag, and those with one of these emails. */
export function operators(emails: string[]) {
  const listed = emails.map((email) => eq(users.email, email));
  return db()
    .select()
    .from(users)
    .where(or(eq(users.operator, true), ...listed))
    .orderBy(asc(users.email));
}

type UserChanges = Partial<Pick<typeof users.$inferInsert, "operator" | "suspendedAt" | "awaitingApproval">>;

/** Changes a user. Changes no row if they are already like that. */
export function changeUser(tx: Db, id: string, changes: UserChanges) {
  const { operator, suspendedAt, awaitingApproval } = changes;
  const differs = [
    operator === undefined ? undefined : eq(users.operator, !operator),
    suspendedAt === undefined
      ? undefined
      : suspendedAt
        ? isNull(users.suspendedAt)
        : isNotNull(users.suspendedAt),
    awaitingApproval === undefined ? undefined : eq(users.awaitingApproval, !awaitingApproval),
  ];
  return tx
    .update(users)
    .set(changes)
    .where(and(eq(users.id, id), ...differs));
}

const workspaceColumns = {
  id: workspaces.id,
  name: workspaces.name,
  plan: workspaces.planId,
  suspendedAt: workspaces.suspendedAt,
  createdAt: workspaces.createdAt,
};

/** Workspaces whose name, ID or a member's email contains the text, newest first. */
export function listWorkspaces(q: string | undefined, suspended: boolean, limit: number) {
  const byMember = (
    text: string,
  ) => sql`exists (select 1 from ${members} m join ${users} on ${users.id} = m.user_id
    where m.workspace_id = ${workspaces.id} and ${contains(users.email, text)})`;
  return db()
    .select(workspaceColumns)
    .from(workspaces)
    .where(
      and(
        isNull(workspaces.deletedAt),
        suspended ? isNotNull(workspaces.suspendedAt) : undefined,
        q === undefined ? undefined : or(contains(workspaces.name, q), eq(workspaces.id, q), byMember(q)),
      ),
    )
    .orderBy(desc(workspaces.createdAt), desc(workspaces.id))
    .limit(limit);
}

/** The workspaces with this ID, name or member, at most `limit`. */
export function workspacesCalled(which: string, limit: number) {
  const lower = which.toLowerCase();
  const byMember = sql`exists (select 1 from ${members} m join ${users} u on u.id = m.user_id
    where m.workspace_id = ${workspaces.id} and u.email = ${lower})`;
  const called = or(eq(workspaces.id, which), sql`lower(${workspaces.name}) = ${lower}`, byMember);
  return db()
    .select()
    .from(workspaces)
    .where(and(called, isNull(workspaces.deletedAt)))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id))
    .limit(limit);
}

export type WorkspaceRow = typeof workspaces.$inferSelect;

/** The members of a workspace, oldest first. */
export function membersOf(workspaceId: string) {
  return db()
    .select({ id: users.id, email: users.email, role: members.role })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.workspaceId, workspaceId))
    .orderBy(asc(members.createdAt), asc(users.id))
    .limit(1000);
}

/** How many keys of a workspace aren't revoked, disabled or expired. */
export async function countActiveKeys(workspaceId: string, now: Date): Promise<number> {
  const unexpired = sql`(${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > ${sql.param(now, apiKeys.expiresAt)})`;
  const usable = and(isNull(apiKeys.revokedAt), isNull(apiKeys.disabledAt), unexpired);
  const [row] = await db()
    .select({ active: count() })
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), usable));
  return row!.active;
}

/** Keys with this ID, hint, or hash of a secret, with their workspace, newest first. */
export function findKeys({ reference, hash }: { reference?: string; hash?: string }, limit: number) {
  const which =
    hash === undefined
      ? or(eq(apiKeys.id, reference!), inArray(keySecrets.hint, typedHints(reference!)))
      : undefined;
  return db()
    .selectDistinct({
      id: apiKeys.id,
      name: apiKeys.name,
      hint: apiKeys.hint,
      environment: apiKeys.environment,
      workspaceId: apiKeys.workspaceId,
      workspaceName: workspaces.name,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      disabledAt: apiKeys.disabledAt,
      revokedAt: revokedOrDeletedAt,
      createdBy: users.email,
    })
    .from(apiKeys)
    .innerJoin(keySecrets, eq(keySecrets.keyId, apiKeys.id))
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .leftJoin(users, eq(users.id, apiKeys.rootUserId))
    .where(which ?? eq(keySecrets.secretHash, hash!))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
}
