import type { Outcome } from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import { counterKeyOf } from "#lib/limits/counter-keys.ts";
import type { Epochs } from "#lib/limits/epochs.ts";
import type { Decision, Limiter, LimitState, Policy } from "#lib/limits/limiter.ts";
import { monthMs } from "#lib/limits/month.ts";
import { PostgresqlCounters, type Verdict } from "#lib/limits/postgresql-counters.ts";
import { seconds } from "#lib/limits/rebuild.ts";

/** Decides with counters that all instances of a cluster share. */
export class ClusterLimiter implements Limiter {
  #epochs: Epochs;
  #inPostgresql: PostgresqlCounters;

  constructor(epochs: Epochs) {
    this.#epochs = epochs;
    this.#inPostgresql = new PostgresqlCounters(epochs);
  }

  take(policies: Policy[], cost: number): Decision | Promise<Decision> {
    // No limit, no counter.
    if (policies.length === 0) return { at: clockMs(), cost, refusal: null, states: [], epoch: null };
    return this.#decide(policies, cost, false);
  }

  known(): null {
    return null;
  }

  async read(policies: Policy[]): Promise<LimitState[]> {
    return (await this.take(policies, 0)).states;
  }

  async refund({ at, cost, states, epoch }: Decision): Promise<void> {
    if (cost === 0 || epoch === null || this.#epochs.isDoubted(epoch)) return;
    const names = states.map(({ policy }) => counterKeyOf(policy, at).name);
    await this.#inPostgresql.refund(epoch, at, cost, names);
  }

  recount({ cost, states }: Decision): Promise<Decision> {
    const policies = states.map(({ policy }) => policy);
    return this.#decide(policies, cost, true);
  }

  async #decide(policies: Policy[], cost: number, forced: boolean): Promise<Decision> {
    for (let month = monthMs(clockMs()); ; ) {
      await this.#epochs.settle();
      const asked = policies.map((policy) => ({
        counter: counterKeyOf(policy, month.start),
        limit: policy.limit,
      }));
      const verdict = await this.#inPostgresql.decide({ cost, forced, policies: asked });
      if (!verdict) throw new Error("The counters aren't in PostgreSQL");
      const decision = decisionOf(policies, verdict, cost, forced);
      // Another instance's clock may be in the next month already.
      if (verdict.at < month.end) return decision;
      const names = asked.map(({ counter }) => counter.name);
      if (decision.cost > 0) await this.#inPostgresql.refund(verdict.epoch, verdict.at, decision.cost, names);
      month = monthMs(verdict.at);
    }
  }
}

function decisionOf(
  policies: Policy[],
  { epoch, at, outcome }: Verdict,
  cost: number,
  forced: boolean,
): Decision {
  const refusal = outcome.accepted || forced ? null : refusalOf(policies, outcome, at, cost);
  const states = policies.map((policy, i) => stateOf(policy, outcome.states[i]!, at));
  return { at, cost: refusal ? 0 : cost, refusal, states, epoch };
}

function refusalOf(policies: Policy[], { states }: Outcome, at: number, cost: number): Decision["refusal"] {
  let first: Policy | null = null;
  let longestMs = 0;
  for (const [i, policy] of policies.entries()) {
    const { waitMs } = states[i]!;
    if (waitMs === null) continue;
    first ??= policy;
    longestMs = Math.max(longestMs, fullWaitMs(policy, waitMs, at, cost));
  }
  return { policy: first!, retryAfterSeconds: seconds(longestMs) };
}

function fullWaitMs({ limit, windowSeconds }: Policy, waitMs: number, at: number, cost: number): number {
  if (cost > limit) return Number.POSITIVE_INFINITY;
  return windowSeconds === "month" ? monthMs(at).end - at : waitMs;
}

function stateOf(policy: Policy, { used, oldestMs }: Outcome["states"][number], at: number): LimitState {
  const { limit, windowSeconds } = policy;
  const endMs = windowSeconds === "month" ? monthMs(at).end : (oldestMs ?? at) + windowSeconds * 1000;
  const resetSeconds = used === 0 ? 0 : seconds(endMs - at);
  return { policy, used, remaining: Math.max(0, limit - used), resetSeconds };
}
