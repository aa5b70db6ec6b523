import { setTimeout as delay } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";
import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";
import type { Position } from "#db/queries/position.ts";
import { clockMs, decidingBehind } from "#lib/clock.ts";
import { settledElsewhere } from "#lib/cluster/settled.ts";
import { requestLog } from "#lib/limits/adapters.ts";
import { firstOpen } from "#lib/request-log/open-requests.ts";

/**
 * Where the part of a workspace's log ends that will never get another request: all that come later are sorted after it.
 * So a reader who continues after the last request of this part misses none. Other threads don't know of requests that
 * are being handled, so they must not let anyone continue there.
 */
export async function endOfListable(workspaceId: string): Promise<Position> {
  const nowMs = clockMs();
  const end = { at: new Date(nowMs + 1), id: "req_00" };
  if (!isMainThread) return end;
  const [[ownMs], othersMs] = await Promise.all([settledHere([workspaceId]), settledElsewhere(workspaceId)]);
  const settledMs = Math.min(ownMs!, othersMs);
  // Before its whole millisecond: databases may sort IDs in another order than JavaScript.
  return settledMs < end.at.getTime() ? { at: new Date(settledMs), id: "req_00" } : end;
}

/**
 * For each workspace (null: for all of them), the time in epoch milliseconds from before which this process will log no
 * request any more. What it has logged before that is committed.
 */
export async function settledHere(workspaceIds: (string | null)[]): Promise<number[]> {
  const nowMs = clockMs();
  // Requests that are decided in this millisecond have to be open or waiting for their commit. Later ones have to be later by
  // the clock that decides, too.
  const untilMs = nowMs + Math.min(decidingBehind(), BELIEVED_APART_MS);
  do {
    await delay(1 + untilMs - nowMs);
  } while (clockMs() <= untilMs);
  const settled = workspaceIds.map((id) =>
    Math.min(firstOpen(id ?? undefined)?.at.getTime() ?? Number.POSITIVE_INFINITY, nowMs + 1),
  );
  await requestLog().drain();
  return settled;
}
