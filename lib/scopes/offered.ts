import { must, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as offered from "#db/queries/offered-scopes.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";
import { problem } from "#lib/problem.ts";
import type { NewScope, OfferedScope } from "#lib/scopes/schema.ts";
import { isInstalled } from "#lib/scopes/scopes.ts";

/** Lists the scopes that every workspace has besides the built-in ones. */
export const listOfferedScopes = (): Promise<OfferedScope[]> => offered.all();

/**
 * Offers a scope to every workspace. Workspaces that have one with this name keep their own. Throws `conflict`
 * (`scope_exists`), and the problems of `commit`.
 */
export async function offerScope(
  commit: Commit,
  { name, description = "" }: NewScope,
  now: Date,
): Promise<OfferedScope> {
  const scope = { name, description };
  const taken = problem("conflict", {
    reason: "scope_exists",
    detail: `The scope ${name} already exists.`,
  });
  if (isInstalled(name)) throw taken;
  const steps = (tx: Db) => [must("new", offered.insert(tx, { ...scope, createdAt: now }))];
  const failedStep = await commit([scopeEvent("scope.created", name)], steps, scope);
  if (failedStep) throw taken;
  return scope;
}

/**
 * Stops offering a scope, and removes it from all keys of workspaces that don't have one of their own with this name.
 * Throws `forbidden` (`built_in_scope`), `not_found`, and the problems of `commit`.
 */
export async function withdrawScope(commit: Commit, name: string): Promise<void> {
  if (isInstalled(name))
    throw problem("forbidden", { reason: "built_in_scope", detail: "Built-in scopes can't be removed." });
  const failedStep = await commit([scopeEvent("scope.deleted", name)], (tx) => [
    must("offered", offered.remove(tx, name)),
    step(offered.removeFromKeys(tx, name)),
  ]);
  if (failedStep) throw problem("not_found");
}

const scopeEvent = (action: AuditAction, name: string): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "scope", id: name, label: name },
});
