import type { Db } from "#db/client.ts";
import * as budgets from "#db/queries/budgets.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { type Problem, problem } from "#lib/problem.ts";

const HOUR_MS = 3_600_000;

/** How often an operator can do something per hour. */
export interface HourlyBudget {
  what: string;
  perHour: number;
  /** What they are told beyond it. */
  detail: string;
}

const subjectOf = ({ what }: HourlyBudget, userId: string) => sha256(`${what} ${userId}`);

/** Uses one of an operator's budget. Changes no row if all are used. */
export const takeHourly = (tx: Db, budget: HourlyBudget, userId: string, now: Date) =>
  budgets.use(tx, subjectOf(budget, userId), budget.perHour, now, new Date(now.getTime() + HOUR_MS));

/** The problem for an operator who has used all of it: `too_many_attempts`. */
export async function fullBudget(budget: HourlyBudget, userId: string, now: Date): Promise<Problem> {
  const full = (await budgets.resetsAt(subjectOf(budget, userId), now)) ?? now;
  const retryAfterSeconds = Math.max(1, Math.ceil((full.getTime() - now.getTime()) / 1000));
  return problem("too_many_attempts", { detail: budget.detail, retryAfterSeconds });
}
