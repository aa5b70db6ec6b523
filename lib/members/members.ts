import { check, later, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as keysOfMember from "#db/queries/keys-of-member.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import * as members from "#db/queries/members.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { insufficientRole } from "#lib/actors/current-role.ts";
import { canGrant, type Role } from "#lib/actors/roles.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";
import { keyEvent } from "#lib/keys/key-event.ts";
import { keepAnOwner } from "#lib/members/last-owner.ts";
import { memberEvent } from "#lib/members/member-event.ts";
import type { Member, MemberQuery } from "#lib/members/schema.ts";
import { withdrawUngrantable } from "#lib/members/withdraw-invitations.ts";
import { type Page, type PageRequest, type Position, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { type Part, search } from "#lib/search.ts";
import { requireRoomToOwn, THEY_OWN_TOO_MANY } from "#lib/workspaces/owned-limit.ts";

/** How many members are searched at once, in less than a few milliseconds. */
const WINDOW = 500;

type MemberList = PageRequest & Pick<Partial<MemberQuery>, "role" | "user_id" | "q">;

/** Lists a workspace's members, those who joined last first. Throws `not_found`, `invalid_cursor`. */
export async function listMembers(
  actor: UserActor,
  workspaceId: string,
  { role: roles, user_id: userIds, q, ...page }: MemberList,
): Promise<Page<Member>> {
  requireOwn(actor, workspaceId);
  const filter = { workspaceId, roles, userIds };
  const joinedAt = (row: memberLists.MemberRow) => row.joinedAt;
  const { items, nextCursor } = await (q
    ? search(page, (after, limit) => searchMembers(filter, q, after, limit), joinedAt)
    : paginate(page, (after, limit) => memberLists.page(filter, after, limit), joinedAt));
  return { items: items.map(toMember), nextCursor };
}

async function searchMembers(
  filter: memberLists.MemberFilter,
  q: string,
  position: Position | null,
  limit: number,
): Promise<Part<memberLists.MemberRow>> {
  const window = { position, size: WINDOW };
  return {
    end: await memberLists.endOfWindow(filter, window),
    rows: await memberLists.inWindow(filter, window, q, limit),
    read: WINDOW,
  };
}

/**
 * Changes a member's role. Only owners change and make owners.
 * Throws `not_found`, `forbidden` (`insufficient_role`), `conflict` (`last_owner`, `workspace_limit`), and the problems of
 * `commitAs`.
 */
export async function changeRole(
  actor: UserActor,
  workspaceId: string,
  userId: string,
  role: Role,
  now: Date,
): Promise<Member> {
  requireOwn(actor, workspaceId);
  let own: Role;
  let before: memberLists.MemberRow;
  const withdrawn: NewEvent[] = [];
  const plan = (tx: Db): Step[] => [
    check(memberLists.one(tx, workspaceId, userId), ([found]) => {
      if (!found) throw problem("not_found");
      before = found;
      if (!canGrant(own, before.role as Role) || !canGrant(own, role)) throw ownersOnly();
    }),
    ...requireRoomToOwn(tx, userId, THEY_OWN_TOO_MANY, () => role === "owner" && before.role !== "owner"),
    later(() => members.setRole(tx, workspaceId, userId, role)),
    keepAnOwner(tx, workspaceId),
    ...withdrawUngrantable(tx, { workspaceId, userId, role, now, withdrawn }),
  ];
  const events = () => {
    const changes = changesBetween({ role: before.role }, { role });
    const changed = changes ? [memberEvent("member.role_changed", workspaceId, before, changes)] : [];
    return [...changed, ...withdrawn];
  };
  const use = (current: Role) => {
    own = current;
  };
  await commitAs(actor, events, plan, { requires: { workspaceId, role: "admin", exclusive: true, use } });
  return toMember({ ...before!, role });
}

/**
 * Removes a member, or lets the actor leave. Their keys stay with the workspace, unless `revoke_keys` is set.
 * Throws `not_found`, `forbidden` (`insufficient_role`), `conflict` (`last_owner`), and the problems of `commitAs`.
 */
export async function removeMember(
  actor: UserActor,
  workspaceId: string,
  userId: string,
  { revoke_keys: revokeKeys }: { revoke_keys: boolean },
  now: Date,
): Promise<void> {
  requireOwn(actor, workspaceId);
  const leaves = userId === actor.userId;
  let own: Role;
  let removed: memberLists.MemberRow;
  const further: NewEvent[] = [];
  const plan = (tx: Db): Step[] => [
    check(memberLists.one(tx, workspaceId, userId), ([found]) => {
      if (!found) throw problem("not_found");
      removed = found;
      if (!leaves && !canGrant(own, found.role as Role)) throw ownersOnly();
    }),
    step(members.remove(tx, workspaceId, userId)),
    keepAnOwner(tx, workspaceId),
    ...withdrawUngrantable(tx, { workspaceId, userId, role: null, now, withdrawn: further }),
    ...(revokeKeys ? revokeKeysOf(tx, workspaceId, userId, further, now) : []),
  ];
  const action = leaves ? "member.left" : "member.removed";
  const events = () => [memberEvent(action, workspaceId, removed), ...further];
  const use = (current: Role) => {
    own = current;
  };
  const role = leaves ? "member" : "admin";
  await commitAs(actor, events, plan, { requires: { workspaceId, role, exclusive: true, use } });
}

/** Revokes the keys that a removed member created, directly or through other keys, and reports each. */
function revokeKeysOf(tx: Db, workspaceId: string, userId: string, events: NewEvent[], now: Date): Step[] {
  return [
    check(keysOfMember.unrevokedOf(tx, workspaceId, userId), (keys) => {
      for (const key of keys) events.push(keyEvent("key.revoked", key));
    }),
    step(keysOfMember.revokeAll(tx, workspaceId, userId, now)),
  ];
}

// A user who isn't a member was identified in another workspace.
function requireOwn(actor: UserActor, workspaceId: string): void {
  if (actor.workspaceId !== workspaceId) throw problem("not_found");
}

const ownersOnly = () => insufficientRole("Only owners can change, remove or make owners.");

export const toMember = ({ id, email, name, role, joinedAt }: memberLists.MemberRow): Member => ({
  user_id: id,
  email,
  name,
  role: role as Role,
  joined_at: joinedAt.toISOString(),
});
