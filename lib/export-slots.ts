import { problem } from "#lib/problem.ts";

const MOST = 4;
const RETRY_AFTER_SECONDS = 10;

/** Whose export it is. */
export interface Exporter {
  workspaceId: string;
  /** The user who exports, or whose key does. Null if nobody knows any more. */
  userId: string | null;
}

const running = new Set<Exporter>();

/**
 * Takes one of the few slots for exports: one per workspace and one per user, so that nobody can take them all. Returns the
 * function that gives it back. Throws `conflict` (`export_in_progress`: their own), `unavailable` (those of others).
 */
export function takeExportSlot(exporter: Exporter): () => void {
  const retryAfterSeconds = RETRY_AFTER_SECONDS;
  const whose = ownerOfRunning(exporter);
  if (whose) {
    const detail = `Another export ${whose} is in progress. Try again when it is finished.`;
    throw problem("conflict", { reason: "export_in_progress", retryAfterSeconds, detail });
  }
  if (running.size >= MOST) {
    const detail = "Too many exports are in progress. Try again in a moment.";
    throw problem("unavailable", { retryAfterSeconds, detail });
  }
  // Each export is an object of its own, so giving a slot back twice never takes another export's.
  const slot = { ...exporter };
  running.add(slot);
  return () => void running.delete(slot);
}

function ownerOfRunning({ workspaceId, userId }: Exporter): string | null {
  const others = [...running];
  if (others.some((other) => other.workspaceId === workspaceId)) return "of this workspace";
  if (userId !== null && others.some((other) => other.userId === userId))
    return "that you or your keys started in another workspace";
  return null;
}
