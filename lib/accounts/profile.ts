import { check, step } from "#db/atomically.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as users from "#db/queries/users.ts";
import type { ProfileChange } from "#lib/accounts/own-account-schema.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";

/** Changes a user's name and which emails they get. Throws the problems of `commitAs`. */
export async function changeProfile(actor: Person, change: ProfileChange): Promise<void> {
  const changes = toChanges(change);
  if (Object.keys(changes).length === 0) return;
  let event: NewEvent | null = null;
  await commitAs(
    actor,
    () => (event ? [event] : []),
    (tx) => [
      step(users.lock(tx, actor.userId)),
      check(ownAccount.read(tx, actor.userId), ([before]) => {
        event = changedEvent(actor, before!, changes);
      }),
      step(ownAccount.change(tx, actor.userId, changes)),
    ],
  );
}

type Profile = Awaited<ReturnType<typeof ownAccount.read>>[number];

function changedEvent(
  { userId }: Person,
  { email, name, notifyKeyExpiring }: Profile,
  changes: ownAccount.ProfileChanges,
): NewEvent | null {
  const before = { name, notify_key_expiring: notifyKeyExpiring };
  const after: Partial<typeof before> = {};
  if (changes.name !== undefined) after.name = changes.name;
  if (changes.notifyKeyExpiring !== undefined) after.notify_key_expiring = changes.notifyKeyExpiring;
  const changed = changesBetween(before, after);
  const target = { type: "user", id: userId, label: email };
  return changed ? { action: "user.changed", workspaceId: null, target, changes: changed } : null;
}

function toChanges({ name, notifications }: ProfileChange): ownAccount.ProfileChanges {
  const changes: ownAccount.ProfileChanges = {};
  if (name !== undefined) changes.name = name || null;
  if (notifications?.key_expiring !== undefined) changes.notifyKeyExpiring = notifications.key_expiring;
  return changes;
}
