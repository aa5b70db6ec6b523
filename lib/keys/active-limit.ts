import { must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { expiryTime } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";

type Limits = Pick<workspaces.WorkspaceRow, "id" | "maxActiveKeys" | "planMaxActiveKeys">;

/** How many active keys a workspace may have: the lower of its own limit and its plan's. Null means no limit. */
export function activeKeyLimit({ maxActiveKeys, planMaxActiveKeys }: Limits): number | null {
  if (maxActiveKeys === null || planMaxActiveKeys === null) return maxActiveKeys ?? planMaxActiveKeys;
  return Math.min(maxActiveKeys, planMaxActiveKeys);
}

/**
 * The steps that ensure there is room for `more` active keys. They lock the workspace, so the limit also holds when
 * keys are created concurrently. A failed step is called `active_key_limit`.
 */
export function lockRoomFor(tx: Db, workspace: Limits, more: number, now: Date): Step[] {
  const limit = activeKeyLimit(workspace);
  if (limit === null) return [];
  // The lock is a separate statement, so that the count after it sees what other transactions have committed.
  return [
    step(workspaces.lock(tx, workspace.id)),
    must("active_key_limit", workspaces.lockBelow(tx, workspace.id, limit - more + 1, expiryTime(now))),
  ];
}

/** The `conflict` (`active_key_limit`) for a workspace that has reached its limit. */
export function noRoom(workspace: Limits) {
  const limit = activeKeyLimit(workspace);
  const detail = `The workspace has reached its limit of ${limit} active keys. Revoke or disable one first.`;
  return problem("conflict", { reason: "active_key_limit", detail });
}
