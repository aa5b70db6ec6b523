import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as invitations from "#db/queries/invitations.ts";
import { canGrant, Role } from "#lib/actors/roles.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { invitationEvent } from "#lib/members/invitation-event.ts";

interface FormerRights {
  workspaceId: string;
  userId: string;
  /** Their new role; null if they aren't a member any more. */
  role: Role | null;
  now: Date;
  /** Gets the audit events. */
  withdrawn: NewEvent[];
}

/**
 * The steps that withdraw the pending invitations that a removed or demoted member could no longer send. Otherwise they
 * could come back with one to another address of theirs.
 */
export function withdrawUngrantable(
  tx: Db,
  { workspaceId, userId, role, now, withdrawn }: FormerRights,
): Step[] {
  const ungrantable = Role.options.filter((granted) => role === null || !canGrant(role, granted));
  return [
    check(invitations.pendingFrom(tx, workspaceId, userId, now), (found) => {
      // A transaction can run again.
      withdrawn.length = 0;
      for (const invitation of found)
        if (ungrantable.includes(invitation.role as Role))
          withdrawn.push(invitationEvent("invitation.withdrawn", invitation));
    }),
    ...(ungrantable.length > 0
      ? [step(invitations.withdrawAllFrom(tx, workspaceId, userId, ungrantable, now))]
      : []),
  ];
}

/**
 * The steps that withdraw all pending invitations of a user who is suspended or deleted. End their sessions, and delete workspaces
 * that are theirs alone, in earlier steps.
 */
export function withdrawAllOf(tx: Db, userId: string, now: Date, withdrawn: NewEvent[]): Step[] {
  return [
    check(invitations.pendingFromAnywhere(tx, userId, now), (found) => {
      // A transaction can run again.
      withdrawn.length = 0;
      for (const invitation of found) withdrawn.push(invitationEvent("invitation.withdrawn", invitation));
    }),
    step(invitations.withdrawAllFromAnywhere(tx, userId, now)),
  ];
}
