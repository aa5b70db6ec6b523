import { check, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as administration from "#db/queries/administration.ts";
import * as operatorUsers from "#db/queries/operator-users.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { createUser } from "#lib/accounts/new-user.ts";
import { unusablePasswordHash } from "#lib/accounts/passwords.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { AuditAction, AuditActor, NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { queueMail } from "#lib/mail/queue-mail.ts";
import { withdrawAllOf } from "#lib/members/withdraw-invitations.ts";

type User = users.UserRow;

/** Finds a user by email or ID. */
export function findUser(emailOrId: string): Promise<User | null> {
  return emailOrId.includes("@") ? users.byEmail(emailOrId.toLowerCase()) : users.byId(emailOrId);
}

/** Gives or takes away the operator's flag. False if they are already like that. */
export function setOperator(by: AuditActor, user: User, operator: boolean): Promise<boolean> {
  const action = operator ? "operator.granted" : "operator.withdrawn";
  return changed(by, eventOf(action, user), (tx) => [
    must("differs", administration.changeUser(tx, user.id, { operator })),
  ]);
}

/** Suspends a user, and ends their sessions and pending invitations. Returns how many ended; null if they are already suspended. */
export async function suspendUser(by: AuditActor, user: User, now: Date): Promise<number | null> {
  let ended = 0;
  const withdrawn: NewEvent[] = [];
  const events = () => [eventOf("user.suspended", user), ...withdrawn];
  const failedStep = await commitAudited(by, events, (tx) => [
    // The user first: a log-in locks their row, so it has either committed, and its session ends here, or it fails.
    must("differs", administration.changeUser(tx, user.id, { suspendedAt: now })),
    ...endSessions(tx, user.id, now, (sessions) => {
      ended = sessions;
    }),
    // Otherwise they could come back with one to another address of theirs.
    ...withdrawAllOf(tx, user.id, now, withdrawn),
  ]);
  return failedStep === null ? ended : null;
}

/** Lets a suspended user log in again. False if they aren't suspended. */
export function resumeUser(by: AuditActor, user: User): Promise<boolean> {
  return changed(by, eventOf("user.resumed", user), (tx) => [
    must("differs", administration.changeUser(tx, user.id, { suspendedAt: null })),
  ]);
}

/** Admits a user whose account waits for approval, and tells them by email. False if it doesn't wait. */
export function approveUser(by: AuditActor, user: User, now: Date): Promise<boolean> {
  return changed(by, eventOf("user.approved", user), (tx) => [
    must("differs", administration.changeUser(tx, user.id, { awaitingApproval: false })),
    queueMail(tx, "account_approved", user.id, now),
  ]);
}

/** Ends all sessions of a user. Returns how many. */
export async function logOutUser(by: AuditActor, user: User, now: Date): Promise<number> {
  let ended = 0;
  const events = () => {
    const changes = { sessions: { before: ended, after: 0 } };
    return ended > 0 ? [{ ...eventOf("session.ended", user), changes }] : [];
  };
  await commitAudited(by, events, (tx) =>
    endSessions(tx, user.id, now, (sessions) => {
      ended = sessions;
    }),
  );
  return ended;
}

/**
 * Creates an account without a password: its user chooses one with a link. Nobody can log in before. Null if the email
 * already has an account.
 */
export async function createAccount(
  by: AuditActor,
  { email, name }: { email: string; name: string | null },
  now: Date,
): Promise<User | null> {
  const id = newId("usr", now.getTime());
  const user = { id, email, name, passwordHash: unusablePasswordHash(), operator: false };
  const done = await changed(by, eventOf("user.created", user), (tx) => [
    ...signUps.lockEmail(tx, email),
    ...createUser(tx, { ...user, emailVerified: false }, now),
    ...signUps.endAll(tx, email),
  ]);
  return done ? users.byId(id) : null;
}

function endSessions(tx: Db, userId: string, now: Date, ended: (count: number) => void): Step[] {
  return [
    check(operatorUsers.liveSessions(tx, userId, now), (rows: unknown[]) => ended(rows.length)),
    step(sessions.revokeAll(tx, userId, now)),
  ];
}

async function changed(by: AuditActor, event: NewEvent, plan: (tx: Db) => Step[]): Promise<boolean> {
  return (await commitAudited(by, [event], plan)) === null;
}

const eventOf = (action: AuditAction, { id, email }: { id: string; email: string }): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "user", id, label: email },
});
