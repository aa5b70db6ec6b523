import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";
import type { Ask, Outcome } from "#db/queries/limit-counters.ts";
import { clockMs, noteDecided } from "#lib/clock.ts";
import { counterKeyOf } from "#lib/limits/counter-keys.ts";
import type { Epochs } from "#lib/limits/epochs.ts";
import type { Decision, Limiter, LimitState, Policy } from "#lib/limits/limiter.ts";
import { monthMs } from "#lib/limits/month.ts";
import { type Counted, PostgresqlCounters } from "#lib/limits/postgresql-counters.ts";
import { seconds } from "#lib/limits/rebuild.ts";
import type { RedisStore } from "#lib/limits/redis/redis-store.ts";
import { noteOpen } from "#lib/request-log/open-requests.ts";

/** Decides with counters that all instances of a cluster share. */
export class ClusterLimiter implements Limiter {
  #epochs: Epochs;
  #inPostgresql: PostgresqlCounters;
  #inRedis: RedisStore | null;

  /** `redis`: where the counters are while all instances can use it. */
  constructor(epochs: Epochs, redis: RedisStore | null = null) {
    this.#epochs = epochs;
    this.#inRedis = redis;
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
    // One by one, because those of different workspaces and users can be on different servers of Redis.
    const read = await Promise.all(policies.map(async (policy) => this.take([policy], 0)));
    return read.flatMap(({ states }) => states);
  }

  async refund({ at, cost, states, epoch }: Decision): Promise<void> {
    if (epoch === null) return;
    // Its request wasn't logged, perhaps because the epoch is over.
    const { number } = await this.#epochs.refresh();
    if (cost === 0 || epoch !== number || this.#epochs.isDoubted(epoch)) return;
    await this.#takeBack(epoch, at, cost, states);
  }

  async recount({ cost, states }: Decision): Promise<Decision> {
    await this.#epochs.refresh();
    const policies = states.map(({ policy }) => policy);
    return this.#decide(policies, cost, true);
  }

  async #decide(policies: Policy[], cost: number, forced: boolean): Promise<Decision> {
    // It is decided by the clock that all instances share, before the answer is here. Readers of the log wait for it from now on.
    const close = noteOpen(null, { at: new Date(clockMs() - BELIEVED_APART_MS), id: "" });
    try {
      return await this.#decideInMonth(policies, cost, forced);
    } finally {
      // By then, the caller has noted it, or appends it.
      setImmediate(close);
    }
  }

  async #decideInMonth(policies: Policy[], cost: number, forced: boolean): Promise<Decision> {
    for (let month = monthMs(clockMs()); ; ) {
      const verdict = await this.#ask({ cost, forced, policies: askedOf(policies, month.start) });
      const decision = decisionOf(policies, verdict, cost, forced);
      const { at, epoch } = verdict;
      // The clock that decided may be in another month still, or already.
      if (at >= month.start && at < month.end) return decision;
      if (decision.cost > 0) await this.#takeBack(epoch, month.start, decision.cost, decision.states, at);
      month = monthMs(at);
    }
  }

  /** Asks where the counters are now. */
  async #ask(ask: Ask): Promise<Counted> {
    for (;;) {
      await this.#epochs.settle();
      const epoch = await this.#epochs.current();
      if (epoch.store === "redis" && !this.#inRedis)
        await this.#epochs.end(epoch.number, "an instance has no REDIS_URL");
      const verdict =
        epoch.store === "redis"
          ? await this.#inRedis?.decide(epoch, ask)
          : await this.#inPostgresql.decide(ask);
      if (verdict) {
        noteDecided(verdict.at);
        return verdict;
      }
      await this.#epochs.refresh();
    }
  }

  /** Takes a cost back that counted at a time, in the counters of `monthOf`. */
  async #takeBack(epoch: number, monthOf: number, cost: number, states: LimitState[], at = monthOf) {
    const counters = states.map(({ policy }) => counterKeyOf(policy, monthOf));
    const current = await this.#epochs.current();
    if (current.store === "redis") {
      if (current.number === epoch) await this.#inRedis?.refund(current, at, cost, counters);
    } else {
      const names = counters.map(({ name }) => name);
      await this.#inPostgresql.refund(epoch, at, cost, names);
    }
  }
}

// By policies, because those of a cached key are the same for each of its requests.
const asked = new WeakMap<Policy[], { monthOf: number; policies: Ask["policies"] }>();

function askedOf(policies: Policy[], monthOf: number): Ask["policies"] {
  const known = asked.get(policies);
  if (known?.monthOf === monthOf) return known.policies;
  const own = policies.map((policy) => ({ counter: counterKeyOf(policy, monthOf), limit: policy.limit }));
  asked.set(policies, { monthOf, policies: own });
  return own;
}

function decisionOf(
  policies: Policy[],
  { epoch, at, outcome }: Counted,
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
