import { check, must, type Plan } from "#db/atomically.ts";
import * as members from "#db/queries/members.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { Actor, Person, UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { changesBetween, type NewEvent } from "#lib/audit/event.ts";
import { problem } from "#lib/problem.ts";
import { unknownScopes } from "#lib/scopes/scopes.ts";
import type { Workspace, WorkspaceChange } from "#lib/workspaces/schema.ts";
import { toChanges, toWorkspace } from "#lib/workspaces/to-workspace.ts";

/** Lists the actor's workspaces: an API key has one, a user those they are a member of. */
export async function listWorkspaces(actor: Actor | Person): Promise<Workspace[]> {
  if (actor.type === "api_key") return [await getWorkspace(actor, actor.workspaceId)];
  const rows = await workspaces.ofUser(actor.userId);
  return rows.map((row) => toWorkspace(row, row.role));
}

/**
 * Reads one of the actor's workspaces. Throws `not_found`, for workspaces that the actor doesn't belong to as well.
 */
export async function getWorkspace(actor: Actor, id: string): Promise<Workspace> {
  if (actor.type === "api_key" && id !== actor.workspaceId) throw problem("not_found");
  const role = actor.type === "api_key" ? null : await roleIn(actor, id);
  const row = await workspaces.byId(id);
  if (!row) throw problem("not_found");
  return toWorkspace(row, role);
}

async function roleIn(actor: UserActor, id: string): Promise<string> {
  const membership = await members.ofUser(actor.userId, id);
  if (!membership) throw problem("not_found");
  return membership.role;
}

/**
 * Changes a workspace's settings, which apply to the next key and the next rotation.
 * Throws `not_found`, `validation_failed` (`grantable_scopes`), and the problems of `commitAs`.
 */
export async function changeWorkspace(
  actor: UserActor,
  id: string,
  change: WorkspaceChange,
): Promise<Workspace> {
  const current = await getWorkspace(actor, id);
  await requireScopes(id, change.grantable_scopes ?? []);
  const changes = toChanges(change);
  if (Object.keys(changes).length === 0) return current;
  let before = current;
  let after = current;
  const events = () => changedEvents(before, after);
  const plan: Plan = (tx) => [
    check(workspaces.select(tx, id), ([row]) => {
      before = toWorkspace(row!, current.role);
    }),
    must("exists", workspaces.change(tx, id, changes)),
    check(workspaces.select(tx, id), ([row]) => {
      after = toWorkspace(row!, current.role);
    }),
  ];
  const failedStep = await commitAs(actor, events, plan, {
    requires: { workspaceId: id, role: "admin", exclusive: true },
  });
  if (failedStep) throw problem("not_found");
  return after;
}

function changedEvents(before: Workspace, after: Workspace): NewEvent[] {
  const { id, name: label } = before;
  const changes = changesBetween(before, after);
  if (!changes) return [];
  return [
    { action: "workspace.changed", workspaceId: id, target: { type: "workspace", id, label }, changes },
  ];
}

async function requireScopes(workspaceId: string, names: string[]): Promise<void> {
  const [unknown] = await unknownScopes(workspaceId, names);
  if (unknown === undefined) return;
  const pointer = `/grantable_scopes/${names.indexOf(unknown)}`;
  const detail = "Unknown scope. GET /api/v1/scopes lists all scopes.";
  throw problem("validation_failed", { errors: [{ pointer, code: "unknown_scope", detail }] });
}

/** A workspace as a member with this role sees it. Throws `not_found`. */
export async function workspaceAs(id: string, role: string): Promise<Workspace> {
  const row = await workspaces.byId(id);
  if (!row) throw problem("not_found");
  return toWorkspace(row, role);
}
