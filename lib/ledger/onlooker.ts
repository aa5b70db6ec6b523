import { clockMs } from "#lib/clock.ts";
import type { Decision, Ledger, Policy } from "#lib/ledger/ledger.ts";
import { read, rebuild } from "#lib/ledger/rebuild.ts";

/** The ledger of a thread that decides nothing and only shows: it asks the store each time, for others write there. */
export class Onlooker implements Ledger {
  async decide(policies: Policy[], cost: number): Promise<Decision> {
    if (cost > 0) throw new Error("Limits are decided in the main thread");
    const counters = await Promise.all(policies.map((policy) => rebuild(policy, "any")));
    const at = clockMs();
    const readings = counters.map((counter, i) => read(policies[i]!, counter, at));
    return { at, refusal: null, readings, undo: null };
  }

  async record(): Promise<void> {
    throw new Error("Requests are recorded in the main thread");
  }

  async open(): Promise<void> {}
  settled(): void {}
  async drain(): Promise<void> {}
}
