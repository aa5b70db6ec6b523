import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/limits/counter.ts";
import { CounterCache } from "#lib/limits/counter-cache.ts";
import type { Decision, Limiter, LimitState, Policy } from "#lib/limits/limiter.ts";
import { seconds, stateOf } from "#lib/limits/rebuild.ts";
import type { LogTail } from "#lib/request-log/log-tail.ts";

/** Decides with counters in this process's memory. Missing counters are rebuilt from the request log. */
export class InProcessLimiter implements Limiter {
  #counters: CounterCache;

  constructor(log: LogTail) {
    this.#counters = new CounterCache(log);
  }

  take(policies: Policy[], cost: number): Decision | Promise<Decision> {
    const counters = this.#counters.known(policies);
    return counters ? decide(policies, counters, cost) : this.#loadAndTake(policies, cost);
  }

  async #loadAndTake(policies: Policy[], cost: number): Promise<Decision> {
    for (;;) {
      await this.#counters.load(policies);
      const counters = this.#counters.known(policies);
      if (counters) return decide(policies, counters, cost);
    }
  }

  known(policies: Policy[]): LimitState[] | null {
    const counters = this.#counters.known(policies);
    return counters && decide(policies, counters, 0).states;
  }

  read(policies: Policy[]): LimitState[] | Promise<LimitState[]> {
    const look = this.take(policies, 0);
    return look instanceof Promise ? look.then(({ states }) => states) : look.states;
  }

  refund({ at, cost, states }: Decision): void {
    if (cost === 0) return;
    // A counter that is no longer in memory doesn't contain the cost anymore.
    for (const { policy } of states) this.#counters.peek(policy)?.subtract(at, cost);
  }

  recount(decision: Decision): Decision {
    return decision;
  }
}

// There is no await between the look-up of the counters and this, so two requests can't both take the last slot.
function decide(policies: Policy[], counters: Counter[], cost: number): Decision {
  const at = clockMs();
  const refusal = cost === 0 ? null : refusalOf(policies, counters, at, cost);
  const taken = refusal ? 0 : cost;
  if (taken > 0) for (const counter of counters) counter.add(at, taken);
  return {
    at,
    cost: taken,
    refusal,
    states: counters.map((counter, i) => stateOf(policies[i]!, counter, at)),
    epoch: null,
  };
}

function refusalOf(policies: Policy[], counters: Counter[], at: number, cost: number): Decision["refusal"] {
  let first: Policy | null = null;
  let longestMs = 0;
  for (let i = 0; i < counters.length; i += 1) {
    const waitMs = counters[i]!.waitMs(at, policies[i]!.limit, cost);
    if (waitMs > 0) first ??= policies[i]!;
    longestMs = Math.max(longestMs, waitMs);
  }
  return first && { policy: first, retryAfterSeconds: seconds(longestMs) };
}
