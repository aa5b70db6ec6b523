import { check, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as invitations from "#db/queries/invitations.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import { isPersonBudget, personBudgets } from "#lib/accounts/mail-budgets.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { insufficientRole } from "#lib/actors/current-role.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { canGrant, type Role } from "#lib/actors/roles.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import type { Invitation, NewInvitation } from "#lib/invitations/schema.ts";
import { queueMailAbout } from "#lib/mail/queue-mail.ts";
import { invitationEvent } from "#lib/members/invitation-event.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";

const LIFETIME_MS = 7 * 24 * 3_600_000;
const MOST_PENDING = 50;

/** Lists a workspace's pending invitations, the newest first. Throws `not_found`, `invalid_cursor`. */
export async function listInvitations(
  actor: UserActor,
  workspaceId: string,
  page: PageRequest,
  now: Date,
): Promise<Page<Invitation>> {
  requireOwn(actor, workspaceId);
  const { items, nextCursor } = await paginate(
    page,
    (after, limit) => invitations.page(workspaceId, now, after, limit),
    ({ expiresAt }) => expiresAt,
  );
  return { items: items.map(toInvitation), nextCursor };
}

/**
 * Invites someone to a workspace by email. If a budget for emails is spent, the invitation is stored and no email is sent.
 * Throws `not_found`, `forbidden` (`insufficient_role`), `conflict` (`already_member`, `already_invited`,
 * `invitation_limit`), and the problems of `commitAs`.
 */
export async function invite(
  actor: UserActor,
  workspaceId: string,
  { email, role }: NewInvitation,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<Invitation> {
  requireOwn(actor, workspaceId);
  const id = newId("inv", now.getTime());
  const expiresAt = new Date(now.getTime() + LIFETIME_MS);
  const row = { id, workspaceId, email, role, invitedById: actor.userId, createdAt: now, expiresAt };
  const { email: inviterEmail, name: inviterName } = actor;
  const unused = { acceptedAt: null, withdrawnAt: null };
  const answer = toInvitation({ ...row, ...unused, inviterEmail, inviterName });
  const use = (own: Role) => {
    if (!canGrant(own, role)) throw insufficientRole("Only owners can invite owners.");
  };
  const commit = (mail: (tx: Db) => Step[]) =>
    commitAs(
      actor,
      [invitationEvent("invitation.sent", row)],
      (tx) => [...requireRoom(tx, row, now), step(invitations.insert(tx, row)), ...mail(tx)],
      {
        storeAnswer: execution?.storeAnswer(answer),
        requires: { workspaceId, role: "admin", exclusive: true, use },
      },
    );
  const spent = await commit((tx) => [
    ...personBudgets({ workspaceId, userId: actor.userId }, email, now).map((budget) => budget(tx)),
    queueMailAbout(tx, { kind: "invitation", to: { email }, aboutId: id }, now),
  ]);
  if (spent && isPersonBudget(spent)) await commit(() => []);
  return answer;
}

/** The steps that refuse an invitation that the workspace has no room or no use for. The workspace has to be locked. */
function requireRoom(tx: Db, { workspaceId, email }: { workspaceId: string; email: string }, now: Date) {
  return [
    check(memberLists.withEmail(tx, workspaceId, email), ([member]) => {
      if (member) throw conflict("already_member", `${email} is already a member of the workspace.`);
    }),
    check(invitations.countPending(tx, workspaceId, now, email), ([pending]) => {
      if (pending!.count > 0)
        throw conflict(
          "already_invited",
          `${email} already has an invitation. To send a new email, withdraw it first.`,
        );
    }),
    check(invitations.countPending(tx, workspaceId, now), ([pending]) => {
      if (pending!.count >= MOST_PENDING)
        throw conflict(
          "invitation_limit",
          `A workspace can have ${MOST_PENDING} pending invitations. Withdraw one, or wait until one is accepted.`,
        );
    }),
  ];
}

const conflict = (reason: string, detail: string) => problem("conflict", { reason, detail });

/**
 * Withdraws a pending invitation: its link stops working. Throws `not_found`, `forbidden` (`insufficient_role`), and the
 * problems of `commitAs`.
 */
export async function withdrawInvitation(
  actor: UserActor,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<void> {
  requireOwn(actor, workspaceId);
  let event: NewEvent;
  await commitAs(
    actor,
    () => [event],
    (tx) => [
      check(invitations.pending(tx, workspaceId, id, now), ([found]) => {
        if (!found) throw problem("not_found");
        event = invitationEvent("invitation.withdrawn", found);
      }),
      must("pending", invitations.withdraw(tx, id, now)),
    ],
    { requires: { workspaceId, role: "admin", exclusive: true } },
  );
}

// A user who isn't a member was identified in another workspace.
function requireOwn(actor: UserActor, workspaceId: string): void {
  if (actor.workspaceId !== workspaceId) throw problem("not_found");
}

function toInvitation(row: invitations.InvitationRow): Invitation {
  const { id, email, role, invitedById, inviterEmail, inviterName, createdAt, expiresAt } = row;
  return {
    id,
    email,
    role: role as Role,
    status: "pending",
    invited_by:
      inviterEmail === null ? null : { user_id: invitedById, email: inviterEmail, name: inviterName },
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}
