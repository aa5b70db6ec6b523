import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { workspaceSuspended } from "#lib/actors/workspace-suspended.ts";

/**
 * The step that refuses changes if the workspace, which is locked, was suspended after the request was accepted.
 * Throws `forbidden` (`workspace_suspended`).
 */
export function refuseSuspended(tx: Db, workspaceId: string): Step[] {
  return [
    check(workspaces.suspension(tx, workspaceId), ([found]) => {
      if (found?.suspendedAt) throw workspaceSuspended();
    }),
  ];
}
