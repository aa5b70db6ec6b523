import type { Caller } from "#lib/gate/actor.ts";
import { noteFailed, notePassed } from "#lib/gate/checks.ts";
import { checkRights, type Requirement } from "#lib/gate/rights.ts";
import type { Exchange } from "#lib/http/exchange.ts";
import { type Decision, ledger, type Policy } from "#lib/ledger/ledger.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { inSeconds } from "#lib/text.ts";

/** Rights first, then limits: a request that may not do this takes nothing. */
export async function admit(exchange: Exchange, actor: Caller, requirement: Requirement): Promise<void> {
  try {
    checkRights(exchange, actor, requirement);
  } catch (refusal) {
    // Refused requests carry the headers, too.
    exchange.readings = (await ledger().decide(actor.policies, 0)).readings;
    throw refusal;
  }
  const refusal = await take(exchange, actor.policies, requirement.cost);
  if (refusal) throw overLimit(refusal);
}

/** Asks the ledger, and notes what it said; `cost` is taken unless a policy refuses. */
export async function take(
  exchange: Exchange,
  policies: Policy[],
  cost: number,
): Promise<Decision["refusal"]> {
  const { at, readings, refusal, undo } = await ledger().decide(policies, cost);
  exchange.decidedAtMs = at;
  exchange.readings = readings;
  exchange.undo = undo;
  for (const { policy, used } of readings) {
    const note = refusal?.policy === policy ? noteFailed : notePassed;
    note(exchange.checks, `limit:${policy.name}`, `${used} of ${policy.limit} used per ${spanOf(policy)}`);
  }
  if (!refusal) exchange.cost = cost;
  return refusal;
}

function overLimit({ policy, retryAfterSeconds }: NonNullable<Decision["refusal"]>): Problem {
  const [code, what] =
    policy.name === "quota"
      ? (["quota_exceeded", "Monthly quota"] as const)
      : (["rate_limited", "Rate limit"] as const);
  const detail = `${what} exceeded: ${policy.limit} requests per ${spanOf(policy)} (${policy.name}). Retry in ${inSeconds(retryAfterSeconds)}.`;
  return problem(code, { reason: policy.name, detail, retryAfterSeconds });
}

const SPANS: Record<string, string> = {
  1: "second",
  60: "minute",
  3600: "hour",
  86400: "day",
  month: "calendar month",
};

function spanOf({ windowSeconds }: Policy): string {
  return SPANS[windowSeconds] ?? inSeconds(Number(windowSeconds));
}
