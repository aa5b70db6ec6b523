import { check, type Plan, step } from "#db/atomically.ts";
import * as operators from "#db/queries/operators.ts";
import { auditOperatorOf, type Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { unknownPath } from "#lib/problem.ts";

/** Stores the answer of a request with an Idempotency-Key. */
export interface AnswerToStore {
  execution: IdempotentExecution | null;
  answer: object;
}

/**
 * Returns a function that runs a transaction as `commitAs` does, but only while the person is still an operator. The audit
 * log names them as one. It throws `not_found` if they no longer are, and the problems of `commitAs`.
 */
export function asOperator(operator: Person, stored?: AnswerToStore): Commit {
  const storeAnswer = stored?.execution?.storeAnswer(stored.answer);
  return (events, plan) => {
    const checked: Plan = (tx) => [
      step(operators.lock(tx, operator.userId)),
      check(operators.columnsOf(tx, operator.userId), ([user]) => {
        if (!user || !isOperator(user)) throw unknownPath();
      }),
      ...plan(tx),
    ];
    return commitAs(operator, events, checked, { storeAnswer, by: auditOperatorOf(operator) });
  };
}
