import { check, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as operatorUsers from "#db/queries/operator-users.ts";
import type { UserRow } from "#db/queries/users.ts";
import type { Person } from "#lib/actors/actor.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import { problem } from "#lib/problem.ts";

/**
 * The first steps of a change by an operator: they lock the operator and the user who is changed, and fail as `not_found` if
 * the operator has lost that role since the request was accepted. So two operators can't take it away from each other.
 */
export function requireOperator(tx: Db, { userId }: Person, changedUserId = userId): Step[] {
  // In the order of their IDs, so that two changes don't wait for each other.
  const locked = [...new Set([userId, changedUserId])].sort();
  return [
    ...locked.map((id) => step(operatorUsers.lock(tx, id))),
    check(operatorUsers.select(tx, userId), ([user]: UserRow[]) => {
      if (!user || !isOperator(user)) throw problem("not_found");
    }),
  ];
}
