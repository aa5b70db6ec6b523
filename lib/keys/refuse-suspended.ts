import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { problem } from "#lib/problem.ts";

/**
 * The steps that lock the workspace and refuse changes if it was suspended after the request was accepted. They come before
 * the steps that lock members, so that transactions don't wait for each other. Throws `forbidden` (`workspace_suspended`).
 */
export function refuseSuspended(tx: Db, workspaceId: string): Step[] {
  return [
    step(workspaces.lock(tx, workspaceId)),
    check(workspaces.suspension(tx, workspaceId), ([found]) => {
      if (found?.suspendedAt)
        throw problem("forbidden", {
          reason: "workspace_suspended",
          detail: "The workspace was suspended while this request was in progress.",
        });
    }),
  ];
}
