import { check, step } from "#db/atomically.ts";
import * as operatorUsers from "#db/queries/operator-users.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { createUser as creation } from "#lib/accounts/new-user.ts";
import { unusablePasswordHash } from "#lib/accounts/passwords.ts";
import type { Person } from "#lib/actors/actor.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import type { NewOperatorUser, OperatorUser, OperatorUserDetail } from "#lib/operator/users-schema.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { search } from "#lib/search.ts";

interface UserQuery extends PageRequest {
  q?: string;
  status?: operatorUsers.UserStatus;
}

const MOST_SEARCHED = 1_000_000;
const WINDOW = 500;

/** Lists all users of the installation, newest first. Throws `invalid_cursor`. */
export async function listUsers(query: UserQuery): Promise<Page<OperatorUser>> {
  const { items, nextCursor } = await search(
    query,
    async (after, limit) => ({
      end: await operatorUsers.endOfWindow(after, WINDOW),
      rows: await operatorUsers.inWindow(query, after, WINDOW, limit),
      read: WINDOW,
    }),
    (row) => row.createdAt,
    MOST_SEARCHED,
  );
  return { items: items.map(toUser), nextCursor };
}

/** Reads one user. Throws `not_found`. */
export async function getUser(id: string, now: Date): Promise<OperatorUserDetail> {
  const user = await users.byId(id);
  if (!user) throw problem("not_found");
  const [workspaces, { live, lastLogInAt }] = await Promise.all([
    operatorUsers.workspacesOf(id),
    operatorUsers.sessionsOf(id, now),
  ]);
  return {
    ...toUser(user),
    workspaces: workspaces.map(({ suspendedAt, role, ...workspace }) => ({
      ...workspace,
      role: role as OperatorUserDetail["workspaces"][number]["role"],
      suspended: suspendedAt !== null,
    })),
    sessions: live,
    last_login_at: lastLogInAt?.toISOString() ?? null,
  };
}

/**
 * Creates an account, and emails its user a link to choose a password. Nobody can log in before that: what is stored is a
 * hash that no password has. Sign-ups with the email end.
 * Throws `conflict` (`account_exists`), and the problems of `asOperator`.
 */
export async function createUser(
  actor: Person,
  { email, name }: NewOperatorUser,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<OperatorUser> {
  const user = {
    id: newId("usr", now.getTime()),
    email,
    name: name || null,
    passwordHash: unusablePasswordHash(),
    operator: false,
    emailVerified: false,
  };
  const row = { ...user, emailVerifiedAt: null, awaitingApproval: false, suspendedAt: null, createdAt: now };
  const answer = toUser(row);
  const commit = asOperator(actor, { execution, answer });
  const failedStep = await commit(
    [{ action: "user.created", workspaceId: null, target: targetOf(user) }],
    (tx) => [
      ...signUps.lockEmail(tx, email),
      ...creation(tx, user, now),
      ...signUps.endAll(tx, email),
      queueMail(tx, "set_password", user.id, now),
    ],
  );
  if (failedStep)
    throw problem("conflict", {
      reason: "account_exists",
      detail: "An account with this email address already exists.",
    });
  return answer;
}

/** Ends all sessions of a user. Throws `not_found`, and the problems of `asOperator`. */
export async function endSessions(actor: Person, id: string, now: Date): Promise<void> {
  let ended = 0;
  let target = targetOf({ id, email: "" });
  const events = (): NewEvent[] => {
    const changes = { sessions: { before: ended, after: 0 } };
    return ended > 0 ? [{ action: "session.ended", workspaceId: null, target, changes }] : [];
  };
  const commit = asOperator(actor, undefined, id);
  await commit(events, (tx) => [
    check(operatorUsers.select(tx, id), ([user]: users.UserRow[]) => {
      if (!user) throw problem("not_found");
      target = targetOf(user);
    }),
    check(operatorUsers.liveSessions(tx, id, now), (rows: unknown[]) => {
      ended = rows.length;
    }),
    step(sessions.revokeAll(tx, id, now)),
  ]);
}

/** A user as an audit event's target. */
export const targetOf = ({ id, email }: { id: string; email: string }) => ({
  type: "user",
  id,
  label: email,
});

type Shown = Omit<users.UserRow, "passwordHash" | "notifyKeyExpiring">;

function toUser(user: Shown): OperatorUser {
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
