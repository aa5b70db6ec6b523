import { check, must, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as deletion from "#db/queries/account-deletion.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as users from "#db/queries/users.ts";
import { sessionsEnded, userEvent } from "#lib/accounts/account-events.ts";
import { confirmIdentity, passwordChangedMeanwhile } from "#lib/accounts/confirm-identity.ts";
import { endSessions } from "#lib/accounts/end-sessions.ts";
import type { DeletionPreview } from "#lib/accounts/schema.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { Role } from "#lib/actors/roles.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { queueMailAbout } from "#lib/mail/queue-mail.ts";
import { withdrawAllOf } from "#lib/members/withdraw-invitations.ts";
import { problem } from "#lib/problem.ts";
import { deleteWorkspacesSteps } from "#lib/workspaces/delete-steps.ts";

type Membership = Awaited<ReturnType<typeof deletion.memberships>>[number];
const MOST_NAMED = 5;

/**
 * Deletes a user, with the workspaces that are theirs alone and those workspaces' keys. Keys that they created in other
 * workspaces stay, and invitations that they sent end. The audit and request logs stay. The email can sign up again.
 * Throws `invalid_credentials`, `too_many_attempts`, `conflict` (`last_owner`), `unavailable` (too many log-ins at once), and
 * the problems of `commitAs`.
 */
export async function deleteAccount(
  actor: Person,
  password: string,
  visitor: Visitor,
  now: Date,
): Promise<void> {
  const { id, email, passwordHash } = await confirmIdentity(actor, password, visitor, now);
  let all: Membership[] = [];
  let ended: NewEvent[] = [];
  const withdrawn: NewEvent[] = [];
  const alone = () => all.filter(({ others }) => others === 0);
  const failedStep = await commitAs(
    actor,
    () => [...deletionEvents(id, email, all), ...ended, ...withdrawn],
    (tx) => [
      must("password", users.lockIfPassword(tx, id, passwordHash)),
      // First: no other session can create or join a workspace after this.
      endSessions(tx, id, now, (ids) => {
        ended = sessionsEnded(ids, email);
      }),
      step(deletion.lockWorkspaces(tx, id)),
      check(deletion.memberships(tx, id), (rows) => {
        requireOtherOwners(rows);
        all = rows;
      }),
      ...deleteWorkspacesSteps(tx, () => alone().map((workspace) => workspace.id), now),
      // Otherwise they could come back with one to another address of theirs.
      ...withdrawAllOf(tx, id, now, withdrawn),
      ...ownAccount.endEmailChange(tx, id),
      // With their sessions, memberships, links and queued emails.
      step(ownAccount.remove(tx, id)),
      queueMailAbout(tx, { kind: "account_deleted", to: { email } }, now),
    ],
  );
  if (failedStep) throw passwordChangedMeanwhile();
}

/** What `deleteAccount` would do to the user's workspaces. */
export async function previewDeletion({ userId }: Person): Promise<DeletionPreview> {
  const all = await deletion.memberships(db(), userId);
  const named = ({ id, name }: Membership) => ({ id, name });
  return {
    deleted: all.filter(({ others }) => others === 0).map(named),
    left: all
      .filter((each) => each.others > 0 && !isBlocking(each))
      .map((each) => ({ ...named(each), role: each.role as Role })),
    blocking: all.filter(isBlocking).map(named),
  };
}

const isBlocking = ({ role, others, otherOwners }: Membership) =>
  role === "owner" && others > 0 && otherOwners === 0;

function requireOtherOwners(memberships: Membership[]): void {
  const blocking = memberships.filter(isBlocking);
  if (blocking.length === 0) return;
  const detail = `You are the only owner of ${namesOf(blocking)}, which ${blocking.length === 1 ? "has" : "have"} other members. Make someone else an owner first, or delete ${blocking.length === 1 ? "it" : "them"}.`;
  throw problem("conflict", { reason: "last_owner", detail });
}

function namesOf(workspaces: Membership[]): string {
  const named = workspaces.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = workspaces.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function deletionEvents(id: string, email: string, memberships: Membership[]): NewEvent[] {
  const user = { type: "user", id, label: email };
  return [
    userEvent("user.deleted", { id, email }),
    ...memberships.map((workspace): NewEvent => {
      if (workspace.others > 0) return { action: "member.left", workspaceId: workspace.id, target: user };
      const target = { type: "workspace", id: workspace.id, label: workspace.name };
      return { action: "workspace.deleted", workspaceId: workspace.id, target };
    }),
  ];
}
