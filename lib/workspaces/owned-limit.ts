import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import * as workspaces from "#db/queries/workspaces.ts";
import { problem } from "#lib/problem.ts";

/** How many workspaces a user can own. */
const MOST_OWNED = 20;

/**
 * The steps that refuse a workspace to a user who owns the maximum of others, whether they create it or are given it.
 * Otherwise two users could own any number, by passing them on. Throws `conflict` (`workspace_limit`).
 */
export function requireRoomToOwn(tx: Db, userId: string, workspaceId: string, who: "you" | "they"): Step[] {
  return [
    // Of concurrent requests, each one counts what the others have added.
    step(users.lock(tx, userId)),
    check(workspaces.ownedBy(tx, userId), (owned) => {
      if (owned.filter(({ id }) => id !== workspaceId).length >= MOST_OWNED) throw tooMany(who);
    }),
  ];
}

function tooMany(who: "you" | "they") {
  const detail =
    who === "you"
      ? `You own ${MOST_OWNED} workspaces, which is the maximum. Delete one first, or make someone else its owner.`
      : `This user owns ${MOST_OWNED} workspaces, which is the maximum. They have to delete one or pass it on first.`;
  return problem("conflict", { reason: "workspace_limit", detail });
}
