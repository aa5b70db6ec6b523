import { and, count, desc, eq, gt, inArray, isNull, type SQL } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { users } from "#db/schema/accounts.ts";
import { invitations, workspaces } from "#db/schema/workspaces.ts";

const columns = {
  id: invitations.id,
  workspaceId: invitations.workspaceId,
  email: invitations.email,
  role: invitations.role,
  invitedById: invitations.invitedById,
  inviterEmail: users.email,
  inviterName: users.name,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
  acceptedAt: invitations.acceptedAt,
  withdrawnAt: invitations.withdrawnAt,
};

/** An invitation, and who sent it. */
export type InvitationRow = typeof invitations.$inferSelect & {
  /** Null if the user doesn't exist any more. */
  inviterEmail: string | null;
  inviterName: string | null;
};

const withInviter = (tx: Db) =>
  tx.select(columns).from(invitations).leftJoin(users, eq(users.id, invitations.invitedById));

const isPending = (now: Date) =>
  and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt), gt(invitations.expiresAt, now));

const pendingOf = (workspaceId: string, now: Date, further?: SQL) =>
  and(eq(invitations.workspaceId, workspaceId), isPending(now), further);

/** An invitation, with its workspace. */
export async function byId(id: string) {
  const [row] = await db()
    .select({ ...columns, workspaceName: workspaces.name })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .leftJoin(users, eq(users.id, invitations.invitedById))
    .where(and(eq(invitations.id, id), isNull(workspaces.deletedAt)))
    .limit(1);
  return row ?? null;
}

/** A page of a workspace's pending invitations, the newest first: all are valid for the same time. */
export function page(
  workspaceId: string,
  now: Date,
  position: Position | null,
  limit: number,
): Promise<InvitationRow[]> {
  return withInviter(db())
    .where(pendingOf(workspaceId, now, after(invitations.expiresAt, invitations.id, position)))
    .orderBy(desc(invitations.expiresAt), desc(invitations.id))
    .limit(limit);
}

/** A pending invitation, as the transaction sees it. */
export function pending(tx: Db, workspaceId: string, id: string, now: Date) {
  return withInviter(tx).where(pendingOf(workspaceId, now, eq(invitations.id, id)));
}

/** The pending invitations that a user sent, as the transaction sees them. */
export function pendingFrom(tx: Db, workspaceId: string, userId: string, now: Date) {
  return withInviter(tx).where(pendingOf(workspaceId, now, eq(invitations.invitedById, userId)));
}

/** The pending invitations that a user sent in any workspace, as the transaction sees them. */
export function pendingFromAnywhere(tx: Db, userId: string, now: Date) {
  return withInviter(tx).where(and(eq(invitations.invitedById, userId), isPending(now)));
}

/** How many invitations of a workspace are pending, in all and for an email, as the transaction sees them. */
export function countPending(tx: Db, workspaceId: string, now: Date, email?: string) {
  const further = email === undefined ? undefined : eq(invitations.email, email);
  return tx
    .select({ count: count() })
    .from(invitations)
    .where(pendingOf(workspaceId, now, further));
}

export function insert(tx: Db, row: typeof invitations.$inferInsert) {
  return tx.insert(invitations).values(row);
}

/** Changes no row if the invitation isn't pending. */
export function withdraw(tx: Db, id: string, now: Date) {
  return tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(and(eq(invitations.id, id), isPending(now)));
}

/** Withdraws the pending invitations to these roles that a user sent. */
export function withdrawAllFrom(tx: Db, workspaceId: string, userId: string, roles: string[], now: Date) {
  const ofUser = and(eq(invitations.invitedById, userId), inArray(invitations.role, roles));
  return tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(pendingOf(workspaceId, now, ofUser));
}

/** Withdraws the pending invitations that a user sent in any workspace. */
export function withdrawAllFromAnywhere(tx: Db, userId: string, now: Date) {
  return tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(and(eq(invitations.invitedById, userId), isPending(now)));
}

/** Changes no row if the invitation isn't pending. */
export function accept(tx: Db, id: string, now: Date) {
  return tx
    .update(invitations)
    .set({ acceptedAt: now })
    .where(and(eq(invitations.id, id), isPending(now)));
}

/** Whether the workspace of an invitation is suspended or deleted, as the transaction sees it. */
export function workspaceOf(tx: Db, workspaceId: string) {
  return tx
    .select({ suspendedAt: workspaces.suspendedAt, deletedAt: workspaces.deletedAt })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
}
