import { check, later, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as operatorUsers from "#db/queries/operator-users.ts";
import * as sessions from "#db/queries/sessions.ts";
import type { UserRow } from "#db/queries/users.ts";
import type { Person } from "#lib/actors/actor.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { queueMailIf } from "#lib/mail/queue-mail.ts";
import { withdrawAllOf } from "#lib/members/withdraw-invitations.ts";
import { getUser, targetOf } from "#lib/operator/users.ts";
import type { ChangedUser, UserChange } from "#lib/operator/users-schema.ts";
import { problem } from "#lib/problem.ts";

interface Named {
  id: string;
  name: string;
}

/** What the transaction has read. */
interface Found {
  user: UserRow | null;
  workspaces: Named[];
  withdrawn: NewEvent[];
}

/**
 * Suspends or resumes a user, approves them, or makes them an operator. Suspending ends all their sessions and pending
 * invitations in the same transaction, but leaves API keys alone, unless the workspaces that they alone own are suspended,
 * too. Resuming a user doesn't resume workspaces.
 * Throws `not_found`, `forbidden` (`own_account`), and the problems of `asOperator`.
 */
export async function changeUser(
  actor: Person,
  id: string,
  change: UserChange,
  now: Date,
): Promise<ChangedUser> {
  if (id === actor.userId && (change.suspended === true || change.operator === false))
    throw problem("forbidden", {
      reason: "own_account",
      detail: "You can't suspend yourself or stop being an operator. Ask another operator.",
    });
  const found: Found = { user: null, workspaces: [], withdrawn: [] };
  const commit = asOperator(actor, undefined, id);
  await commit(
    () => [...eventsOf(found, change), ...found.withdrawn],
    (tx) => changeSteps(tx, id, change, found, now),
  );
  return { ...(await getUser(id, now)), suspended_workspaces: found.workspaces };
}

function changeSteps(tx: Db, id: string, change: UserChange, found: Found, now: Date): Step[] {
  return [
    check(operatorUsers.select(tx, id), ([user]: UserRow[]) => {
      if (!user) throw problem("not_found");
      found.user = user;
    }),
    later(() => {
      const changes = changesOf(found.user!, change, now);
      return Object.keys(changes).length > 0 ? operatorUsers.change(tx, id, changes) : null;
    }),
    // After the user, whose row a log-in locks: it has either committed, and its session ends here, or it fails.
    ...(change.suspended
      ? [step(sessions.revokeAll(tx, id, now)), ...withdrawAllOf(tx, id, now, found.withdrawn)]
      : []),
    ...(change.suspend_workspaces ? suspendWorkspaces(tx, id, found, now) : []),
    queueMailIf(tx, "account_approved", id, now, () => (isApproved(found.user!, change) ? now : null)),
  ];
}

function suspendWorkspaces(tx: Db, id: string, found: Found, now: Date): Step[] {
  return [
    step(operatorUsers.lockOwned(tx, id)),
    check(operatorUsers.soleOwned(tx, id), (rows: Named[]) => {
      found.workspaces = rows;
    }),
    later(() => {
      const ids = found.workspaces.map((workspace) => workspace.id);
      return ids.length > 0 ? operatorUsers.suspendWorkspaces(tx, ids, now) : null;
    }),
  ];
}

function changesOf(user: UserRow, { suspended, operator, approved }: UserChange, now: Date) {
  return {
    ...(suspended !== undefined && { suspendedAt: suspended ? (user.suspendedAt ?? now) : null }),
    ...(operator !== undefined && { operator }),
    ...(approved && { awaitingApproval: false }),
  };
}

const isApproved = (user: UserRow, { approved }: UserChange) => approved === true && user.awaitingApproval;

function eventsOf({ user, workspaces }: Found, change: UserChange): NewEvent[] {
  const events: NewEvent[] = [];
  const note = (action: NewEvent["action"]) =>
    events.push({ action, workspaceId: null, target: targetOf(user!) });
  const { suspended, operator } = change;
  if (suspended !== undefined && suspended !== (user!.suspendedAt !== null))
    note(suspended ? "user.suspended" : "user.resumed");
  if (isApproved(user!, change)) note("user.approved");
  if (operator !== undefined && operator !== user!.operator)
    note(operator ? "operator.granted" : "operator.withdrawn");
  for (const { id, name } of workspaces)
    events.push({
      action: "workspace.suspended",
      workspaceId: id,
      target: { type: "workspace", id, label: name },
    });
  return events;
}
