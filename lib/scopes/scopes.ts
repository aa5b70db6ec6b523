import { must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as scopes from "#db/queries/scopes.ts";
import type { Actor, UserActor } from "#lib/actors/actor.ts";
import { builtInScopes } from "#lib/actors/built-in-scopes.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";
import { problem } from "#lib/problem.ts";
import { exampleScopes } from "#lib/scopes/catalogue.ts";
import type { NewScope, Scope } from "#lib/scopes/schema.ts";

/** Lists the scopes that keys of the actor's workspace can have. */
export async function listScopes(actor: Actor): Promise<Scope[]> {
  const entries = (catalogue: Record<string, string>, built_in: boolean) =>
    Object.entries(catalogue).map(([name, description]) => ({ name, description, built_in }));
  const own = await scopes.ofWorkspace(actor.workspaceId);
  return [
    ...entries(builtInScopes, true),
    ...entries(exampleScopes, false),
    ...own.map((scope) => ({ ...scope, built_in: false })),
  ];
}

/** Adds a scope to the workspace. Throws `conflict` (`scope_exists`), and the problems of `commitAs`. */
export async function createScope(
  actor: UserActor,
  { name, description = "" }: NewScope,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<Scope> {
  const scope = { name, description, built_in: false };
  const taken = problem("conflict", { reason: "scope_exists", detail: `The scope ${name} already exists.` });
  if (isInstalled(name)) throw taken;
  const row = { workspaceId: actor.workspaceId, name, description, createdAt: now };
  const failedStep = await commitAs(
    actor,
    [scopeEvent("scope.created", actor.workspaceId, name)],
    (tx) => [must("new", scopes.insert(tx, row))],
    {
      storeAnswer: execution?.storeAnswer(scope),
      requires: { workspaceId: actor.workspaceId, role: "admin" },
    },
  );
  if (failedStep) throw taken;
  return scope;
}

/**
 * Removes a scope from the workspace and from all of its keys, so that no key keeps a permission that isn't listed.
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
  const events = [scopeEvent("scope.deleted", workspaceId, name)] as const;
  const failedStep = await commitAs(
    actor,
    events,
    (tx) => [
      must("exists", scopes.remove(tx, workspaceId, name)),
      step(scopes.removeFromKeys(tx, workspaceId, name)),
    ],
    { requires: { workspaceId, role: "admin" } },
  );
  if (failedStep) throw problem("not_found");
}

const scopeEvent = (action: AuditAction, workspaceId: string, name: string): NewEvent => ({
  action,
  workspaceId,
  target: { type: "scope", id: name, label: name },
});

/** The names that aren't scopes of the workspace. */
export async function unknownScopes(workspaceId: string, names: string[]): Promise<string[]> {
  const others = names.filter((name) => !isInstalled(name));
  const own = await scopes.known(workspaceId, others);
  return others.filter((name) => !own.includes(name));
}

/**
 * The steps that lock scopes while they are granted to a key, so that they can't be removed at the same time. A failed
 * step is called `scope`.
 */
export function lockScopes(tx: Db, workspaceId: string, names: string[]): Step[] {
  return names
    .filter((name) => !isInstalled(name))
    .map((name) => must("scope", scopes.lock(tx, workspaceId, name)));
}

const isInstalled = (name: string) =>
  Object.hasOwn(builtInScopes, name) || Object.hasOwn(exampleScopes, name);
