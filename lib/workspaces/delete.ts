import { setTimeout as delay } from "node:timers/promises";
import { check } from "#db/atomically.ts";
import * as keyHours from "#db/queries/key-hours.ts";
import * as deletion from "#db/queries/workspace-deletion.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { problem } from "#lib/problem.ts";
import { deleteWorkspacesSteps } from "#lib/workspaces/delete-steps.ts";
import { getWorkspace } from "#lib/workspaces/workspaces.ts";

/**
 * Deletes a workspace: its keys stop working before this returns, it has no members any more, and open invitations end. The
 * row, its keys and its logs are kept until `purgeWorkspaces`. `confirm` must be the workspace's exact name.
 * Throws `not_found`, `forbidden` (`insufficient_role`, `workspace_suspended`), `invalid_parameter` (`confirm`), and the problems of `commitAs`.
 */
export async function deleteWorkspace(
  actor: UserActor,
  id: string,
  confirm: string | undefined,
  now: Date,
): Promise<void> {
  const { name } = await getWorkspace(actor, id);
  requireName(confirm, name);
  const event: NewEvent = {
    action: "workspace.deleted",
    workspaceId: id,
    target: { type: "workspace", id, label: name },
  };
  await commitAs(
    actor,
    [event],
    (tx) => [
      // A deleted workspace has no members, so it isn't found before this.
      check(workspaces.select(tx, id), ([row]) => requireName(confirm, row!.name)),
      ...deleteWorkspacesSteps(tx, () => [id], now),
    ],
    { requires: { workspaceId: id, role: "owner", exclusive: true } },
  );
}

function requireName(confirm: string | undefined, name: string): void {
  if (confirm === name) return;
  const detail = "Send the workspace's exact name as confirm, to make sure that it is the right one.";
  throw problem("invalid_parameter", {
    detail,
    errors: [{ pointer: "/confirm", code: confirm === undefined ? "required" : "wrong_name", detail }],
  });
}

// SQLite blocks the thread while it removes keys: for a few milliseconds per chunk.
const CHUNK_KEYS = 25;
const CHUNK_HOURS = 1000;
/** After all counts. */
const NEVER = new Date("9999-01-01");
const PAUSE_MS = 100;
const MOST_WORKSPACES = 100;

interface Purge {
  pauseMs?: number;
  /** Ends it early, at shutdown. The next purge goes on. */
  signal?: AbortSignal;
}

/** Removes the workspaces that were deleted before `before`, with their keys. Logs have a retention of their own. */
export async function purgeWorkspaces(
  before: Date,
  { pauseMs = PAUSE_MS, signal }: Purge = {},
): Promise<void> {
  for (const { id } of await deletion.deletedBefore(before, MOST_WORKSPACES)) {
    while (!signal?.aborted && (await deletion.removeKeys(id, CHUNK_KEYS)) > 0)
      await delay(pauseMs, undefined, { ref: false });
    while (!signal?.aborted && (await keyHours.remove(id, NEVER, CHUNK_HOURS)) > 0)
      await delay(pauseMs, undefined, { ref: false });
    if (signal?.aborted) return;
    await deletion.remove(id);
  }
}
