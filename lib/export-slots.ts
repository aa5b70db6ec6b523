import { problem } from "#lib/problem.ts";

const MOST = 4;
const RETRY_AFTER_SECONDS = 10;

const running = new Map<symbol, string>();

/**
 * Takes one of the few slots for exports: one per workspace, so that no workspace can take them all. Returns the function that
 * gives it back. Throws `unavailable`.
 */
export function takeExportSlot(workspaceId: string): () => void {
  const own = [...running.values()].includes(workspaceId);
  if (own || running.size >= MOST) {
    const detail = own
      ? "Another export of this workspace is in progress. Try again when it is finished."
      : "Too many exports are in progress. Try again in a moment.";
    throw problem("unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, detail });
  }
  const slot = Symbol(workspaceId);
  running.set(slot, workspaceId);
  return () => void running.delete(slot);
}
