import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import { problem } from "#lib/problem.ts";

/**
 * The step that refuses a change that leaves a workspace without an owner. Lock the workspace in an earlier step, so that
 * two owners can't leave at the same time. Throws `conflict` (`last_owner`).
 */
export function keepAnOwner(tx: Db, workspaceId: string): Step {
  return check(memberLists.owners(tx, workspaceId), (owners) => {
    if (owners.length === 0)
      throw problem("conflict", {
        reason: "last_owner",
        detail: "A workspace needs an owner. Make someone else an owner first.",
      });
  });
}
