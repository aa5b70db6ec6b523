import { check, must, type Plan, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as offered from "#db/queries/offered-scopes.ts";
import * as scopes from "#db/queries/scopes.ts";
import type { AuditChanges } from "#db/schema/audit.ts";
import type { Actor, UserActor } from "#lib/actors/actor.ts";
import { builtInScopes } from "#lib/actors/built-in-scopes.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";
import { problem } from "#lib/problem.ts";
import { exampleScopes } from "#lib/scopes/catalogue.ts";
import type { NewScope, Scope } from "#lib/scopes/schema.ts";

const asList = (catalogue: Record<string, string>) =>
  Object.entries(catalogue).map(([name, description]) => ({ name, description }));

/** The scopes that come with the code. Nobody can remove them. */
export const installedScopes = () => [...asList(builtInScopes), ...asList(exampleScopes)];

/** Lists the scopes that keys of the actor's workspace can have. */
export const listScopes = (actor: Actor): Promise<Scope[]> => scopesOf(actor.workspaceId);

/** Lists the scopes that keys of a workspace can have. */
export async function scopesOf(workspaceId: string): Promise<Scope[]> {
  const entries = (catalogue: Record<string, string>, built_in: boolean) =>
    asList(catalogue).map((scope) => ({ ...scope, built_in, own: false }));
  const [own, everywhere] = await Promise.all([scopes.ofWorkspace(workspaceId), offered.all()]);
  // A workspace may have had a scope before the operator offered one with the same name.
  const others = everywhere.filter(({ name }) => !own.some((scope) => scope.name === name));
  return [
    ...entries(builtInScopes, true),
    ...entries(exampleScopes, false),
    ...others.map((scope) => ({ ...scope, built_in: false, own: false })),
    ...own.map((scope) => ({ ...scope, built_in: false, own: true })),
  ];
}

/** Adds a scope to the workspace. Throws `conflict` (`scope_exists`), and the problems of `commitAs`. */
export async function createScope(
  actor: UserActor,
  { name, description = "" }: NewScope,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<Scope> {
  const scope = { name, description, built_in: false, own: true };
  const taken = problem("conflict", { reason: "scope_exists", detail: `The scope ${name} already exists.` });
  if (isInstalled(name) || (await isOffered(name))) throw taken;
  const row = { workspaceId: actor.workspaceId, name, description, createdAt: now };
  const failedStep = await commitAs(
    actor,
    [
      scopeEvent("scope.created", actor.workspaceId, name, {
        description: { before: null, after: description },
      }),
    ],
    (tx) => [must("new", scopes.insert(tx, row))],
    {
      storeAnswer: execution?.storeAnswer(scope),
      lockWorkspace: true,
      requires: { workspaceId: actor.workspaceId, role: "admin" },
    },
  );
  if (failedStep) throw taken;
  return scope;
}

/**
 * Removes a scope from the workspace and from all of its keys, so that no key keeps a permission that isn't listed. If the
 * operator offers a scope with the same name, the keys keep it.
 * Throws `forbidden` (`built_in_scope`), `not_found`, and the problems of `commitAs`.
 */
export async function removeScope(actor: UserActor, name: string): Promise<void> {
  if (isInstalled(name)) {
    throw problem("forbidden", {
      reason: "built_in_scope",
      detail: "Built-in scopes can't be removed.",
    });
  }
  const { workspaceId } = actor;
  let keys = 0;
  const events = () => [scopeEvent("scope.deleted", workspaceId, name, { keys: { before: keys, after: 0 } })];
  const remove: Plan = (tx) => [
    // The operator may stop offering a scope with this name at the same time.
    ...offered.lockGranted(tx, workspaceId, [name]),
    must("exists", scopes.remove(tx, workspaceId, name)),
    check(scopes.removeFromKeys(tx, workspaceId, name), (changed) => {
      keys = changed.length;
    }),
  ];
  const failedStep = await commitAs(actor, events, remove, {
    lockWorkspace: true,
    requires: { workspaceId, role: "admin" },
  });
  if (failedStep && (await isOffered(name))) {
    const detail = "The operator offers this scope to every workspace, so a workspace can't remove it.";
    throw problem("forbidden", { reason: "built_in_scope", detail });
  }
  if (failedStep) throw problem("not_found");
}

/** The event of a scope. `keys` is how many keys had a scope that was deleted. */
const scopeEvent = (
  action: AuditAction,
  workspaceId: string,
  name: string,
  changes: AuditChanges,
): NewEvent => ({ action, workspaceId, target: { type: "scope", id: name, label: name }, changes });

/** The names that aren't scopes of the workspace. */
export async function unknownScopes(workspaceId: string, names: string[]): Promise<string[]> {
  const others = names.filter((name) => !isInstalled(name));
  const [own, everywhere] = await Promise.all([scopes.known(workspaceId, others), offered.known(others)]);
  return others.filter((name) => !own.includes(name) && !everywhere.includes(name));
}

/**
 * The steps that lock scopes while they are granted to a key, so that they can't be removed at the same time. They throw
 * `conflict` if one was removed just before.
 */
export function lockScopes(tx: Db, workspaceId: string, names: string[]): Step[] {
  const removable = names.filter((name) => !isInstalled(name));
  if (removable.length === 0) return [];
  return [
    ...offered.lockGranted(tx, workspaceId, removable),
    check(offered.granted(tx, workspaceId, removable), (rows) => {
      if (rows.length < new Set(removable).size)
        throw problem("conflict", { detail: "One of the scopes was removed in the meantime. Try again." });
    }),
  ];
}

const isOffered = async (name: string) => (await offered.known([name])).length > 0;

/** Whether a scope is part of the installation, so that it always exists. */
export const isInstalled = (name: string) =>
  Object.hasOwn(builtInScopes, name) || Object.hasOwn(exampleScopes, name);
