import { check, later, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import * as users from "#db/queries/users.ts";
import { sessionsEnded, userEvent } from "#lib/accounts/account-events.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import type { Person } from "#lib/actors/actor.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { queueMailIf } from "#lib/mail/queue-mail.ts";
import { withdrawAllOf } from "#lib/members/withdraw-invitations.ts";
import { reasonChange } from "#lib/operator/reason.ts";
import { getUser } from "#lib/operator/users.ts";
import type { ChangedUser, UserChange } from "#lib/operator/users-schema.ts";
import { problem } from "#lib/problem.ts";

type User = users.UserRow;

interface Named {
  id: string;
  name: string;
}

/** What the transaction has read. */
interface Found {
  user: User | null;
  workspaces: Named[];
  /** The IDs of the sessions that it has ended. */
  ended: string[];
  withdrawn: NewEvent[];
}

/**
 * Changes a user in an operator's name, as `changeUser` does. Operators can't suspend themselves or take away their own flag:
 * `forbidden` (`own_account`).
 */
export async function changeUserAs(
  operator: Person,
  id: string,
  change: UserChange,
  now: Date,
): Promise<ChangedUser> {
  if (id === operator.userId && (change.suspended === true || change.operator === false))
    throw problem("forbidden", {
      reason: "own_account",
      detail: "You can't suspend yourself or stop being an operator. Ask another operator.",
    });
  return changeUser(asOperator(operator, { changedUserId: id }), id, change, now);
}

/**
 * Suspends or resumes a user, approves them, or makes them an operator. Suspending ends all their sessions and pending
 * invitations in the same transaction, but leaves API keys alone, unless the workspaces that they alone own are suspended,
 * too. Resuming a user doesn't resume workspaces.
 * Throws `not_found`, and the problems of `commit`.
 */
export async function changeUser(
  commit: Commit,
  id: string,
  change: UserChange,
  now: Date,
): Promise<ChangedUser> {
  const found: Found = { user: null, workspaces: [], ended: [], withdrawn: [] };
  await commit(
    () => eventsOf(found, change),
    (tx) => changeSteps(tx, id, change, found, now),
  );
  const { workspaces, ended } = found;
  return { ...(await getUser(id, now)), ended_sessions: ended.length, suspended_workspaces: workspaces };
}

function changeSteps(tx: Db, id: string, change: UserChange, found: Found, now: Date): Step[] {
  return [
    // First: a log-in locks the user, too. It has either committed, and its session ends here, or it fails.
    step(users.lock(tx, id)),
    check(allUsers.rowOf(tx, id), ([user]) => {
      if (!user) throw problem("not_found");
      found.user = user;
    }),
    later(() => {
      const changes = changesOf(found.user!, change, now);
      return Object.keys(changes).length > 0 ? allUsers.change(tx, id, changes) : null;
    }),
    ...(change.suspended ? endAccess(tx, id, found, now) : []),
    ...(change.suspend_workspaces ? suspendWorkspaces(tx, id, found, now) : []),
    queueMailIf(tx, "account_approved", id, now, () => (isApproved(found.user!, change) ? now : null)),
  ];
}

function endAccess(tx: Db, id: string, found: Found, now: Date): Step[] {
  return [
    endSessions(tx, id, now, (ids) => {
      found.ended = ids;
    }),
    // Otherwise they could come back with one to another address of theirs.
    ...withdrawAllOf(tx, id, now, found.withdrawn),
  ];
}

function suspendWorkspaces(tx: Db, id: string, found: Found, now: Date): Step[] {
  return [
    step(allUsers.lockOwned(tx, id)),
    check(allUsers.soleOwned(tx, id), (rows) => {
      found.workspaces = rows;
    }),
    later(() => {
      const ids = found.workspaces.map((workspace) => workspace.id);
      return ids.length > 0 ? allUsers.suspendWorkspaces(tx, ids, now) : null;
    }),
  ];
}

function changesOf(user: User, { suspended, operator, approved }: UserChange, now: Date) {
  return {
    ...(suspended !== undefined && { suspendedAt: suspended ? (user.suspendedAt ?? now) : null }),
    ...(operator !== undefined && { operator }),
    ...(approved && { awaitingApproval: false }),
  };
}

const isApproved = (user: User, { approved }: UserChange) => approved === true && user.awaitingApproval;

function eventsOf({ user, workspaces, ended, withdrawn }: Found, change: UserChange): NewEvent[] {
  const { suspended, operator } = change;
  const changes = reasonChange(change.reason);
  const events: NewEvent[] = [];
  const note = (action: NewEvent["action"]) =>
    events.push({ ...userEvent(action, user!), ...(changes && { changes }) });
  if (suspended !== undefined && suspended !== (user!.suspendedAt !== null))
    note(suspended ? "user.suspended" : "user.resumed");
  if (isApproved(user!, change)) note("user.approved");
  if (operator !== undefined && operator !== user!.operator)
    note(operator ? "operator.granted" : "operator.withdrawn");
  // Without the reason: it is about the user, and the workspace's admins can read these.
  for (const { id, name } of workspaces)
    events.push({
      action: "workspace.suspended",
      workspaceId: id,
      target: { type: "workspace", id, label: name },
    });
  return [...events, ...sessionsEnded(ended, user!.email), ...withdrawn];
}
