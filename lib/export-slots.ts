import { problem } from "#lib/problem.ts";

const MOST = 4;
const RETRY_AFTER_SECONDS = 10;

const running = new Map<symbol, string>();

/**
 * Takes one of the few slots for exports: one per workspace, so that no workspace can take them all. Returns the function that
 * gives it back. Throws `conflict` (`export_in_progress`: the workspace's own), `unavailable` (those of others).
 */
export function takeExportSlot(workspaceId: string): () => void {
  const retryAfterSeconds = RETRY_AFTER_SECONDS;
  if ([...running.values()].includes(workspaceId)) {
    const detail = "Another export of this workspace is in progress. Try again when it is finished.";
    throw problem("conflict", { reason: "export_in_progress", retryAfterSeconds, detail });
  }
  if (running.size >= MOST) {
    const detail = "Too many exports are in progress. Try again in a moment.";
    throw problem("unavailable", { retryAfterSeconds, detail });
  }
  const slot = Symbol(workspaceId);
  running.set(slot, workspaceId);
  return () => void running.delete(slot);
}
