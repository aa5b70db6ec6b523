import { clockMs } from "#lib/clock.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { identify } from "#lib/gate/identify.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import { checkRights, type Requirement } from "#lib/gate/rights.ts";
import { limiter } from "#lib/limits/adapters.ts";
import type { Decision, LimitState, Policy } from "#lib/limits/limiter.ts";
import { type Problem, problem, unknownPath } from "#lib/problem.ts";
import { type Checks, noteFailed, notePassed } from "#lib/request-log/checks.ts";
import { limitDetail } from "#lib/request-log/needs.ts";
import { inSeconds } from "#lib/text.ts";
import { toProblem } from "#lib/to-problem.ts";

/** Whether a request may pass: its caller, why it is rejected, and what it counted against the limits. */
export interface GateDecision extends Identity {
  /** The moment of the decision, epoch milliseconds: the `at` of its log entry. */
  at: number;
  /** The limiter's decision; null if the request was rejected before that. */
  taken: Decision | null;
  /** The state of the caller's limits, for the response headers. */
  limits: LimitState[];
}

/**
 * Decides whether a request may pass: identify the caller, check their rights, take from the limits. Rights come before
 * limits, so a request without the rights doesn't count. Never throws: an error becomes the decision's `refusal`.
 */
export async function decide(request: GateRequest, requirement: Requirement): Promise<GateDecision> {
  const decision = await decideOn(request, requirement);
  return requirement.access === "operator" ? hiddenFromOthers(decision) : decision;
}

// To everyone but operators, an operator's route is a path that doesn't exist, whatever they send.
function hiddenFromOthers(decision: GateDecision): GateDecision {
  const { caller, refusal } = decision;
  if ((caller?.type === "user" && caller.operator) || !refusal || refusal.status >= 500) return decision;
  return { ...decision, refusal: unknownPath(), limits: [] };
}

async function decideOn(request: GateRequest, requirement: Requirement): Promise<GateDecision> {
  let identity: Identity | null = null;
  try {
    const found = identify(request, requirement);
    identity = found instanceof Promise ? await found : found;
    const { caller, checks } = identity;
    if (!caller) return undecided(identity);
    const refusal = checkRights(caller, requirement, checks);
    // Rejected requests get rate limit headers too.
    if (refusal) return undecided(identity, refusal, await limiter().read(caller.policies));
    const taken = await take(caller.policies, requirement.cost, checks);
    const { owner, key } = identity;
    return {
      caller,
      refusal: overLimit(taken),
      owner,
      key,
      checks,
      at: taken.at,
      taken,
      limits: taken.states,
    };
  } catch (error) {
    return undecided(identity ?? nobody(), toProblem(error, request.requestId));
  }
}

/** A decision without limits: the request was rejected before they were checked, or has no caller. */
export function undecided(
  identity: Identity,
  refusal: Problem | null = identity.refusal,
  limits: LimitState[] = [],
): GateDecision {
  return { ...identity, refusal, at: clockMs(), taken: null, limits };
}

/** Takes `cost` from the limits, and notes the state of each. */
export function take(policies: Policy[], cost: number, checks: Checks): Decision | Promise<Decision> {
  const taken = limiter().take(policies, cost);
  return taken instanceof Promise ? taken.then((decision) => noted(decision, checks)) : noted(taken, checks);
}

function noted(decision: Decision, checks: Checks): Decision {
  const { refusal } = decision;
  for (const { policy, used } of decision.states) {
    const exceeded = refusal?.policy === policy;
    const note = exceeded ? noteFailed : notePassed;
    const retry = exceeded ? refusal.retryAfterSeconds : null;
    note(checks, `limit:${policy.name}`, limitDetail(used, policy.limit, spanOf(policy), retry));
  }
  return decision;
}

function overLimit({ refusal }: Decision): Problem | null {
  if (!refusal) return null;
  const { policy, retryAfterSeconds } = refusal;
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
