import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { problem } from "#lib/problem.ts";

/**
 * The step that refuses changes if the workspace, which is locked, was suspended after the request was accepted.
 * Throws `forbidden` (`workspace_suspended`).
 */
export function refuseSuspended(tx: Db, workspaceId: string): Step[] {
  return [
    check(workspaces.suspension(tx, workspaceId), ([found]) => {
      if (found?.suspendedAt)
        throw problem("forbidden", {
          reason: "workspace_suspended",
          detail: "The workspace was suspended while this request was in progress.",
        });
    }),
  ];
}
