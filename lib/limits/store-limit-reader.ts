import { clockMs } from "#lib/clock.ts";
import type { Decision, Limiter, LimitState, Policy } from "#lib/limits/limiter.ts";
import { rebuild, stateOf } from "#lib/limits/rebuild.ts";

/** The limiter of threads that only show limits. Reads the database every time, because the main thread decides. */
export class StoreLimitReader implements Limiter {
  async read(policies: Policy[]): Promise<LimitState[]> {
    const counters = await Promise.all(policies.map((policy) => rebuild(policy, true)));
    const at = clockMs();
    return counters.map((counter, i) => stateOf(policies[i]!, counter, at));
  }

  known(): null {
    return null;
  }

  async take(policies: Policy[], cost: number): Promise<Decision> {
    if (cost > 0) throw new Error("Limits are decided in the main thread");
    return { at: clockMs(), cost: 0, refusal: null, states: await this.read(policies), epoch: null };
  }

  refund(): void {}

  recount(decision: Decision): Decision {
    return decision;
  }
}
