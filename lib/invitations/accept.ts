import { check, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as invitations from "#db/queries/invitations.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import * as members from "#db/queries/members.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { announceWaiting } from "#lib/accounts/announce-waiting.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { Role } from "#lib/actors/roles.ts";
import { workspaceSuspended } from "#lib/actors/workspace-suspended.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import type { InvitationPreview, InvitedSignUp } from "#lib/invitations/schema.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { invitationEvent } from "#lib/members/invitation-event.ts";
import { isProblem, problem } from "#lib/problem.ts";
import { requireSignUpAllowed } from "#lib/settings/sign-up-policy.ts";
import { requireRoomToOwn, YOU_OWN_TOO_MANY } from "#lib/workspaces/owned-limit.ts";
import type { Workspace } from "#lib/workspaces/schema.ts";
import { workspaceAs } from "#lib/workspaces/workspaces.ts";

type Invitation = NonNullable<Awaited<ReturnType<typeof invitations.byId>>>;

/**
 * Tells what an emailed link invites to, without using the link up.
 * Throws `code_used`, `code_expired` (also for withdrawn invitations and unknown links).
 */
export async function previewInvitation(token: string, now: Date): Promise<InvitationPreview> {
  return preview((await findInvitation(token, now)).invitation);
}

async function preview(invitation: Invitation): Promise<InvitationPreview> {
  const { email, role, inviterEmail, inviterName, workspaceName } = invitation;
  return {
    workspace_name: workspaceName,
    invited_by: inviterEmail === null ? null : { email: inviterEmail, name: inviterName },
    role: role as Role,
    email,
    has_account: (await users.byEmail(email)) !== null,
  };
}

/** Looks a link up for its page, like `previewInvitation`. `own_role`: the reader's, if they are a member already. */
export async function readInvitationLink(
  token: string,
  reader: Person | null,
  now: Date,
): Promise<(InvitationPreview & { own_role: Role | null }) | { state: "code_used" | "code_expired" }> {
  try {
    const { invitation } = await findInvitation(token, now);
    const membership = reader && (await members.ofUser(reader.userId, invitation.workspaceId));
    return { ...(await preview(invitation)), own_role: (membership?.role as Role | undefined) ?? null };
  } catch (error) {
    if (isProblem(error) && (error.code === "code_used" || error.code === "code_expired"))
      return { state: error.code };
    throw error;
  }
}

/**
 * Makes the actor a member of the workspace they were invited to. If they are a member already, they keep their role.
 * Throws `code_used`, `code_expired`, `forbidden` (`wrong_recipient`, `workspace_suspended`), `conflict` (`workspace_limit`;
 * the link still works), and the problems of `commitAs`.
 */
export async function acceptInvitation(
  actor: Person,
  token: string,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<Workspace> {
  const { invitation, tokenHash } = await findInvitation(token, now);
  if (invitation.email !== actor.email) throw wrongRecipient(invitation.email, actor.email);
  const { workspaceId } = invitation;
  const membership = await members.ofUser(actor.userId, workspaceId);
  const answer = await workspaceAs(workspaceId, membership?.role ?? invitation.role);
  let joined = true;
  const failedStep = await commitAs(
    actor,
    () => eventsOf(invitation, joined ? { id: actor.userId, email: actor.email } : null),
    (tx) => [
      // Before the workspace, as when an account is deleted, so that the two don't wait for each other.
      step(users.lock(tx, actor.userId)),
      ...lockOpenWorkspace(tx, workspaceId),
      useCode(tx, tokenHash, now),
      must("invitation", invitations.accept(tx, invitation.id, now)),
      check(memberLists.one(tx, workspaceId, actor.userId), ([member]) => {
        joined = !member;
      }),
      ...requireRoomToOwn(tx, actor.userId, YOU_OWN_TOO_MANY, () => joined && invitation.role === "owner"),
      step(members.insertIfNew(tx, membershipOf(invitation, actor.userId, now))),
    ],
    { storeAnswer: execution?.storeAnswer(answer) },
  );
  if (failedStep) throw await whyNot(token, now);
  return answer;
}

/**
 * Creates an account for the address of an invitation, and makes its user a member of the workspace. The address is
 * verified, because the link was sent to it, and its sign-ups end. The user gets no personal workspace.
 * Throws `code_used`, `code_expired`, `conflict` (`account_exists`), `forbidden` (`workspace_suspended`,
 * `signup_closed`), `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function signUpInvited({ password, name, invitation_token: token }: InvitedSignUp, now: Date) {
  const { invitation, tokenHash } = await findInvitation(token, now);
  const { email, workspaceId } = invitation;
  const { awaitsApproval } = await requireSignUpAllowed(email, { invited: true });
  if (await users.byEmail(email)) throw accountExists(email);
  await requireGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  const id = newId("usr", now.getTime());
  const user = {
    id,
    email,
    name: name || null,
    passwordHash,
    operator: false,
    awaitingApproval: awaitsApproval,
  };
  const announce = awaitsApproval ? await announceWaiting(now) : () => [];
  const failedStep = await commitAudited(
    { type: "user", id, label: email },
    [
      { action: "user.signed_up", workspaceId: null, target: { type: "user", id, label: email } },
      ...eventsOf(invitation, user),
    ],
    (tx) => [
      ...signUps.lockEmail(tx, email),
      ...lockOpenWorkspace(tx, workspaceId),
      useCode(tx, tokenHash, now),
      must("invitation", invitations.accept(tx, invitation.id, now)),
      must("account_exists", users.insert(tx, { ...user, emailVerifiedAt: now, createdAt: now })),
      step(members.insert(tx, membershipOf(invitation, id, now))),
      ...signUps.endAll(tx, email),
      ...announce(tx),
    ],
  );
  if (failedStep === "account_exists") throw accountExists(email);
  if (failedStep) throw await whyNot(token, now);
  return {
    email,
    email_verified: true as const,
    workspace_id: workspaceId,
    ...(awaitsApproval && { awaiting_approval: true as const }),
  };
}

async function findInvitation(token: string, now: Date) {
  const { ownerId, tokenHash } = await readCode(token, "invitation", now).catch((error) => {
    throw isProblem(error) && error.code === "code_expired" ? expired() : error;
  });
  const invitation = await invitations.byId(ownerId);
  if (invitation?.acceptedAt) throw problem("code_used");
  if (!invitation || invitation.withdrawnAt || invitation.expiresAt <= now) throw expired();
  return { invitation, tokenHash };
}

const expired = () =>
  problem("code_expired", {
    detail: "This invitation has expired or was withdrawn. Ask the person who invited you for a new one.",
  });

/** Why a link that worked a moment ago doesn't. */
async function whyNot(token: string, now: Date) {
  const found = await findInvitation(token, now).catch((error) => error);
  return isProblem(found) ? found : expired();
}

/** The steps that lock a workspace, which must be neither deleted nor suspended. */
function lockOpenWorkspace(tx: Db, workspaceId: string): Step[] {
  return [
    step(workspaces.lock(tx, workspaceId)),
    check(invitations.workspaceOf(tx, workspaceId), ([workspace]) => {
      if (!workspace || workspace.deletedAt) throw expired();
      if (workspace.suspendedAt) throw workspaceSuspended();
    }),
  ];
}

const membershipOf = ({ workspaceId, role }: Invitation, userId: string, now: Date) => ({
  workspaceId,
  userId,
  role,
  createdAt: now,
});

function eventsOf(invitation: Invitation, joined: { id: string; email: string } | null): NewEvent[] {
  const accepted = invitationEvent("invitation.accepted", invitation);
  if (!joined) return [accepted];
  const changes = { role: { before: null, after: invitation.role } };
  const { id, email } = joined;
  const target = { type: "member", id, label: email };
  return [accepted, { action: "member.joined", workspaceId: invitation.workspaceId, target, changes }];
}

const wrongRecipient = (invited: string, own: string) =>
  problem("forbidden", {
    reason: "wrong_recipient",
    detail: `This invitation is for ${invited}, and you are logged in as ${own}. Log in with the invited address.`,
  });

const accountExists = (email: string) =>
  problem("conflict", {
    reason: "account_exists",
    detail: `${email} already has an account. Log in and accept the invitation.`,
  });
