import { must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as scopes from "#db/queries/scopes.ts";
import type { Actor, UserActor } from "#lib/actors/actor.ts";
import { builtInScopes } from "#lib/actors/built-in-scopes.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { problem } from "#lib/problem.ts";
import { exampleScopes } from "#lib/scopes/catalogue.ts";
import type { NewScope, Scope } from "#lib/scopes/schema.ts";

/** The scopes that a key of the actor's workspace can have. */
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

/** Adds a scope of the workspace's own. */
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
    (tx) => [must("new", scopes.insert(tx, row))],
    execution?.storeAnswer(scope),
  );
  if (failedStep) throw taken;
  return scope;
}

/** Removes a scope of the workspace's own, and takes it from every key: no key keeps a right that nobody can see. */
export async function removeScope(actor: UserActor, name: string): Promise<void> {
  if (isInstalled(name)) {
    throw problem("forbidden", {
      reason: "built_in_scope",
      detail: "Built-in scopes can't be removed.",
    });
  }
  const { workspaceId } = actor;
  const failedStep = await commitAs(actor, (tx) => [
    must("there", scopes.remove(tx, workspaceId, name)),
    step(scopes.takeFromKeys(tx, workspaceId, name)),
  ]);
  if (failedStep) throw problem("not_found");
}

/** The names that are no scopes of the workspace. */
export async function unknownScopes(workspaceId: string, names: string[]): Promise<string[]> {
  const others = names.filter((name) => !isInstalled(name));
  const own = await scopes.known(workspaceId, others);
  return others.filter((name) => !own.includes(name));
}

/** The steps that keep a key's own scopes from being removed while it gets them. */
export function lockScopes(tx: Db, workspaceId: string, names: string[]): Step[] {
  return names
    .filter((name) => !isInstalled(name))
    .map((name) => must("scope", scopes.hold(tx, workspaceId, name)));
}

/** Scopes for an API behind the desk: whoever may make keys as a person may give them away. */
export function isAppScope(name: string): boolean {
  return !Object.hasOwn(builtInScopes, name);
}

const isInstalled = (name: string) =>
  Object.hasOwn(builtInScopes, name) || Object.hasOwn(exampleScopes, name);
