import { check, later, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { problem } from "#lib/problem.ts";

/** How many workspaces a user can own. */
const MOST_OWNED = 20;

/**
 * The steps that refuse one more workspace to a user who owns as many as they can. They lock the user, so that concurrent
 * transactions count each other's. `becomesOwner` is called in the transaction: false if the user owns no more than before.
 * Throws `conflict` (`workspace_limit`).
 */
export function requireRoomToOwn(
  tx: Db,
  userId: string,
  detail: string,
  becomesOwner: () => boolean = () => true,
): Step[] {
  const counted = check(workspaces.ownedBy(tx, userId), (owned) => {
    if (owned.length >= MOST_OWNED) throw problem("conflict", { reason: "workspace_limit", detail });
  });
  return [
    later(() => (becomesOwner() ? users.lock(tx, userId) : null)),
    { ...counted, statement: () => (becomesOwner() ? (counted.statement as PromiseLike<unknown>) : null) },
  ];
}

export const YOU_OWN_TOO_MANY = `You own ${MOST_OWNED} workspaces, which is the maximum. Delete one first, or make someone else its owner.`;
export const THEY_OWN_TOO_MANY = `They own ${MOST_OWNED} workspaces, which is the maximum.`;
