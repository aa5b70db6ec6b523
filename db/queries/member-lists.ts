import { and, desc, eq, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
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

/** A page of a workspace's members, the newest first. */
export function page(
  { workspaceId, roles }: { workspaceId: string; roles?: string[] | undefined },
  position: Position | null,
  limit: number,
): Promise<MemberRow[]> {
  return db()
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.workspaceId, workspaceId),
        roles && inArray(members.role, roles),
        after(members.createdAt, members.userId, position),
      ),
    )
    .orderBy(desc(members.createdAt), desc(members.userId))
    .limit(limit);
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
