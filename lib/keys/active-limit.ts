import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import { expiryTime } from "#lib/clock.ts";
import { problem } from "#lib/problem.ts";

/** How many active keys the workspace can have (null: no limit), and how many keys become active. */
interface Room {
  limit: number | null;
  more: number;
}

/**
 * The step that ensures there is room for more active keys. The workspace has to be locked by an earlier step, so that the
 * limit also holds for concurrent requests. Throws `conflict` (`active_key_limit`).
 */
export function checkRoom(tx: Db, workspaceId: string, now: Date, room: () => Room): Step {
  const counted = check(authorities.countActive(tx, workspaceId, expiryTime(now)), ([row]) => {
    const { limit, more } = room();
    if (limit !== null && row!.count + more > limit) throw noRoom(limit);
  });
  // Counting takes long if there are many keys.
  return {
    ...counted,
    statement: () =>
      room().limit === null || room().more === 0 ? null : (counted.statement as PromiseLike<unknown>),
  };
}

function noRoom(limit: number) {
  const keys = limit === 1 ? "1 active key" : `${limit} active keys`;
  const detail = `The workspace has reached its limit of ${keys}. Revoke or disable one first.`;
  return problem("conflict", { reason: "active_key_limit", detail });
}
