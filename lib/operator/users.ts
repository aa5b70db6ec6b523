import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import type { Role } from "#lib/actors/roles.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import type { OperatorUser, OperatorUserDetail } from "#lib/operator/users-schema.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { search } from "#lib/search.ts";

interface UserQuery extends PageRequest {
  q?: string;
  status?: allUsers.UserStatus;
  /** Only those who have joined since. */
  from?: Date;
}

const MOST_SEARCHED = 1_000_000;
const WINDOW = 500;

/** Lists all users of the installation, newest first. Throws `invalid_cursor`. */
export async function listUsers(query: UserQuery): Promise<Page<OperatorUser>> {
  const { items, nextCursor } = await search(
    query,
    async (after, limit) => ({
      end: await allUsers.endOfWindow(query, after, WINDOW),
      rows: await allUsers.inWindow(query, after, WINDOW, limit),
      read: WINDOW,
    }),
    (row) => row.createdAt,
    MOST_SEARCHED,
  );
  return { items: items.map(toOperatorUser), nextCursor };
}

/** Reads one user. Throws `not_found`. */
export async function getUser(id: string, now: Date): Promise<OperatorUserDetail> {
  const user = await users.byId(id);
  if (!user) throw problem("not_found");
  const [workspaces, { live, lastLogInAt }] = await Promise.all([
    allUsers.workspacesOf(id),
    allUsers.sessionsOf(id, now),
  ]);
  return {
    ...toOperatorUser(user),
    workspaces: workspaces.map(({ suspendedAt, role, ...workspace }) => ({
      ...workspace,
      role: role as Role,
      suspended: suspendedAt !== null,
    })),
    sessions: live,
    last_login_at: lastLogInAt?.toISOString() ?? null,
  };
}

type Shown = Omit<users.UserRow, "passwordHash" | "notifyKeyExpiring">;

/** A user as operators see them. */
export function toOperatorUser(user: Shown): OperatorUser {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    status: statusOf(user),
    operator: isOperator(user),
    operator_by: user.operator ? "flag" : isOperator(user) ? "OPERATOR_EMAIL" : null,
    email_verified: user.emailVerifiedAt !== null,
    suspended_at: user.suspendedAt?.toISOString() ?? null,
    created_at: user.createdAt.toISOString(),
  };
}

function statusOf({ suspendedAt, awaitingApproval }: Shown): OperatorUser["status"] {
  if (suspendedAt) return "suspended";
  return awaitingApproval ? "awaiting_approval" : "active";
}
