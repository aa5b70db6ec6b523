import { must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Actor, Person, UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { keyFormatOf } from "#lib/keys/format.ts";
import { MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { FIRST_PLAN } from "#lib/plans/plans.ts";
import { problem } from "#lib/problem.ts";
import type { Workspace, WorkspaceChange } from "#lib/workspaces/schema.ts";

/** The steps that create a user's personal workspace. */
export function personalWorkspace(
  tx: Db,
  owner: { id: string; name: string | null; email: string },
  now: Date,
): Step[] {
  const id = newId("ws", now.getTime());
  const name = `${owner.name || owner.email.split("@")[0]}'s workspace`;
  const row = {
    id,
    name,
    planId: FIRST_PLAN,
    createdAt: now,
    keyIncludesEnvironment: true,
    keyStyle: "base62",
    rotationOverlapMaxSeconds: MAX_OVERLAP_SECONDS,
  };
  return [
    step(workspaces.insert(tx, row)),
    step(members.insert(tx, { workspaceId: id, userId: owner.id, role: "owner", createdAt: now })),
  ];
}

/** Lists the actor's workspaces: an API key has one, a user those they are a member of. */
export async function listWorkspaces(actor: Actor | Person): Promise<Workspace[]> {
  if (actor.type === "api_key") return [await getWorkspace(actor, actor.workspaceId)];
  const memberships = await members.allOfUser(actor.userId);
  return Promise.all(
    memberships.map(async ({ workspaceId, role }) => toWorkspace(await row(workspaceId), role)),
  );
}

/**
 * Reads one of the actor's workspaces. Throws `not_found`, for workspaces that the actor doesn't belong to as well.
 */
export async function getWorkspace(actor: Actor, id: string): Promise<Workspace> {
  if (actor.type === "api_key") {
    if (id !== actor.workspaceId) throw problem("not_found");
    return toWorkspace(await row(id), null);
  }
  const membership = await members.ofUser(actor.userId, id);
  if (!membership) throw problem("not_found");
  return toWorkspace(await row(id), membership.role);
}

/**
 * Changes a workspace's settings, which apply to the next key and the next rotation.
 * Throws `not_found`, and the problems of `commitAs`.
 */
export async function changeWorkspace(
  actor: UserActor,
  id: string,
  change: WorkspaceChange,
): Promise<Workspace> {
  const before = await getWorkspace(actor, id);
  const changes = toChanges(change);
  const event: NewEvent = {
    action: "workspace.changed",
    workspaceId: id,
    target: { type: "workspace", id, label: before.name },
    changes: changesBetween(before, change as Partial<Workspace>),
  };
  if (Object.keys(changes).length > 0)
    await commitAs(actor, [event], (tx) => [must("exists", workspaces.change(tx, id, changes))], {
      requires: { workspaceId: id, role: "admin" },
    });
  return getWorkspace(actor, id);
}

function toChanges({ name, key_format, max_active_keys, rotation_overlap_max_seconds }: WorkspaceChange) {
  const changes: workspaces.WorkspaceChanges = {};
  if (name !== undefined) changes.name = name;
  if (key_format?.prefix !== undefined) changes.keyPrefix = key_format.prefix;
  if (key_format?.include_environment !== undefined)
    changes.keyIncludesEnvironment = key_format.include_environment;
  if (key_format?.style !== undefined) changes.keyStyle = key_format.style;
  if (max_active_keys !== undefined) changes.maxActiveKeys = max_active_keys;
  if (rotation_overlap_max_seconds !== undefined)
    changes.rotationOverlapMaxSeconds = rotation_overlap_max_seconds;
  return changes;
}

/** A workspace as a member with this role sees it. Throws `not_found`. */
export const workspaceAs = async (id: string, role: string): Promise<Workspace> =>
  toWorkspace(await row(id), role);

async function row(id: string): Promise<workspaces.WorkspaceRow> {
  const found = await workspaces.byId(id);
  if (!found) throw problem("not_found");
  return found;
}

function toWorkspace(found: workspaces.WorkspaceRow, role: string | null): Workspace {
  return {
    id: found.id,
    name: found.name,
    plan: found.planId,
    role: role as Workspace["role"],
    key_format: keyFormatOf(found),
    max_active_keys: found.maxActiveKeys,
    rotation_overlap_max_seconds: found.rotationOverlapMaxSeconds,
    created_at: found.createdAt.toISOString(),
  };
}
