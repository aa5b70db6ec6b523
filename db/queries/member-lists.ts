import { and, desc, eq, inArray, or } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { contains } from "#db/like.ts";
import { after, type Position } from "#db/queries/position.ts";
import { users } from "#db/schema/accounts.ts";
import { members } from "#db/schema/workspaces.ts";

const columns = {
  id: members.userId,
  email: users.email,
  name: users.name,
  role: members.role,
  joinedAt: members.createdAt,
};

/** A member, with their account. */
export interface MemberRow {
  id: string;
  email: string;
  name: string | null;
  role: string;
  joinedAt: Date;
}

export interface MemberFilter {
  workspaceId: string;
  roles?: string[] | undefined;
  userIds?: string[] | undefined;
}

const newestFirst = [desc(members.createdAt), desc(members.userId)];

const matching = ({ workspaceId, roles, userIds }: MemberFilter, position: Position | null) =>
  and(
    eq(members.workspaceId, workspaceId),
    roles && inArray(members.role, roles),
    userIds && inArray(members.userId, userIds),
    after(members.createdAt, members.userId, position),
  );

/** A page of a workspace's members, the newest first. */
export function page(filter: MemberFilter, position: Position | null, limit: number): Promise<MemberRow[]> {
  return db()
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(matching(filter, position))
    .orderBy(...newestFirst)
    .limit(limit);
}

/** A part of a list of members: the next `size` after a position. */
export interface MemberWindow {
  position: Position | null;
  size: number;
}

/** At most `limit` members in a window whose name or email contains the text, newest first. */
export function inWindow(filter: MemberFilter, { position, size }: MemberWindow, q: string, limit: number) {
  const among = db()
    .select({ id: members.userId, role: members.role, joinedAt: members.createdAt })
    .from(members)
    .where(matching(filter, position))
    .orderBy(...newestFirst)
    .limit(size)
    .as("among");
  return (
    db()
      .select({
        id: among.id,
        email: users.email,
        name: users.name,
        role: among.role,
        joinedAt: among.joinedAt,
      })
      .from(among)
      // In this order, also on SQLite, which otherwise may read all users.
      .crossJoin(users)
      .where(and(eq(users.id, among.id), or(contains(users.email, q), contains(users.name, q))))
      .orderBy(desc(among.joinedAt), desc(among.id))
      .limit(limit)
  );
}

/** The last member of a window. Null if it is the last one of the list. */
export async function endOfWindow(
  filter: MemberFilter,
  { position, size }: MemberWindow,
): Promise<Position | null> {
  const [row] = await db()
    .select({ at: members.createdAt, id: members.userId })
    .from(members)
    .where(matching(filter, position))
    .orderBy(...newestFirst)
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}

/** A member, as the transaction sees them. */
export function one(tx: Db, workspaceId: string, userId: string) {
  return tx
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
}

/** The member with this email, as the transaction sees them. */
export function withEmail(tx: Db, workspaceId: string, email: string) {
  return tx
    .select({ id: members.userId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(users.email, email)));
}

/** A workspace's owners, as the transaction sees them. Lock the workspace in an earlier statement. */
export function owners(tx: Db, workspaceId: string) {
  return tx
    .select({ id: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.role, "owner")));
}
