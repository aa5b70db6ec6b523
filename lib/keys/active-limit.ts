import { must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { problem } from "#lib/problem.ts";

type Limits = Pick<workspaces.WorkspaceRow, "id" | "maxActiveKeys" | "planMaxActiveKeys">;

/** The most active keys that a workspace may have: the smaller of its own maximum and its plan's; null: any number. */
export function activeKeyLimit({ maxActiveKeys, planMaxActiveKeys }: Limits): number | null {
  if (maxActiveKeys === null || planMaxActiveKeys === null) return maxActiveKeys ?? planMaxActiveKeys;
  return Math.min(maxActiveKeys, planMaxActiveKeys);
}

/** The steps that let `more` keys become active, exactly, whoever else makes keys at the same time. */
export function lockRoomFor(tx: Db, workspace: Limits, more: number, now: Date): Step[] {
  const limit = activeKeyLimit(workspace);
  if (limit === null) return [];
  // The lock first, in a statement of its own: the count after it sees what others committed before.
  return [
    step(workspaces.hold(tx, workspace.id)),
    must("active_key_limit", workspaces.lockBelow(tx, workspace.id, limit - more + 1, now)),
  ];
}

export function noRoom(workspace: Limits) {
  const limit = activeKeyLimit(workspace);
  const detail = `The workspace has reached its limit of ${limit} active keys. Revoke or disable one first.`;
  return problem("conflict", { reason: "active_key_limit", detail });
}
