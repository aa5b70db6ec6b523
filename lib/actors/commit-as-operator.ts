import { check, type Plan, step } from "#db/atomically.ts";
import * as operators from "#db/queries/operators.ts";
import * as users from "#db/queries/users.ts";
import { auditOperatorOf, type Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { unknownPath } from "#lib/problem.ts";

interface Options {
  /** Of a request with an Idempotency-Key, whose answer is stored in the same transaction. */
  execution?: IdempotentExecution | null;
  /** The user that is changed, so that two operators can't take the role away from each other. */
  changedUserId?: string;
}

/**
 * Returns a function that runs a transaction as `commitAs` does, but only while the person is still an operator. The audit
 * log names them as one. It throws `not_found` if they no longer are, and the problems of `commitAs`.
 */
export function asOperator(operator: Person, { execution, changedUserId }: Options = {}): Commit {
  // In the order of their IDs, so that two changes don't wait for each other.
  const locked = [...new Set([operator.userId, changedUserId ?? operator.userId])].sort();
  return (events, plan, answer) => {
    const storeAnswer = answer && execution?.storeAnswer(answer);
    const checked: Plan = (tx) => [
      ...locked.map((id) => step(users.lock(tx, id))),
      check(operators.columnsOf(tx, operator.userId), ([user]) => {
        if (!user || !isOperator(user)) throw unknownPath();
      }),
      ...plan(tx),
    ];
    return commitAs(operator, events, checked, { storeAnswer, by: auditOperatorOf(operator) });
  };
}
