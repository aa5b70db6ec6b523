import type { Caller } from "#lib/actors/actor.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import { checkRights, type Requirement } from "#lib/gate/rights.ts";
import { limiter } from "#lib/limits/adapters.ts";
import type { Decision, Policy } from "#lib/limits/limiter.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { noteFailed, notePassed } from "#lib/request-log/checks.ts";
import { inSeconds } from "#lib/text.ts";

/** Rights first, then limits: a request that may not do this takes nothing. */
export async function admit(exchange: Exchange, actor: Caller, requirement: Requirement): Promise<void> {
  try {
    checkRights(exchange, actor, requirement);
  } catch (refusal) {
    // Refused requests carry the headers, too.
    exchange.limits = await limiter().read(actor.policies);
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
  const decision = await limiter().take(policies, cost);
  const { at, refusal, states } = decision;
  exchange.decidedAtMs = at;
  exchange.limits = states;
  exchange.decision = decision;
  exchange.cost = decision.cost;
  for (const { policy, used } of states) {
    const note = refusal?.policy === policy ? noteFailed : notePassed;
    note(
      exchange.checks,
      `limit:${policy.name}`,
      `${used} of ${policy.limit} requests per ${spanOf(policy)} used`,
    );
  }
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
