import { setTimeout as delay } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";
import type { Position } from "#db/queries/position.ts";
import { clockMs } from "#lib/clock.ts";
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
  // Requests that are decided in this millisecond have to be open or waiting for their commit.
  do {
    await delay(1);
  } while (clockMs() <= nowMs);
  const open = firstOpen(workspaceId);
  await requestLog().drain();
  // Before its whole millisecond: databases may sort IDs in another order than JavaScript.
  return open && open.at < end.at ? { at: open.at, id: "req_00" } : end;
}
