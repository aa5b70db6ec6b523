import type { RequestRow } from "#db/queries/requests.ts";
import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/ledger/counter.ts";
import { Journal } from "#lib/ledger/journal.ts";
import type { Decision, Ledger, Policy } from "#lib/ledger/ledger.ts";
import { Readings } from "#lib/ledger/readings.ts";
import { read, seconds } from "#lib/ledger/rebuild.ts";

/** One process decides in its memory; rows are appended in groups before their answers leave. */
export class EmbeddedLedger implements Ledger {
  #journal = new Journal();
  #readings = new Readings(this.#journal);

  open(): Promise<void> {
    return this.#journal.open();
  }

  decide(policies: Policy[], cost: number): Decision | Promise<Decision> {
    const counters = this.#readings.known(policies);
    return counters ? decideOn(policies, counters, cost) : this.#loadAndDecide(policies, cost);
  }

  async #loadAndDecide(policies: Policy[], cost: number): Promise<Decision> {
    for (;;) {
      await this.#readings.load(policies);
      const counters = this.#readings.known(policies);
      if (counters) return decideOn(policies, counters, cost);
    }
  }

  record(row: RequestRow): Promise<void> {
    return this.#journal.add(row);
  }

  settled(upTo: number): void {
    this.#journal.settled(upTo);
  }

  drain(): Promise<void> {
    return this.#journal.drain();
  }
}

// Nothing awaits from the counters' look-up to here: two requests cannot both take the last place.
function decideOn(policies: Policy[], counters: Counter[], cost: number): Decision {
  const at = clockMs();
  const refusal = cost === 0 ? null : refusalOf(policies, counters, at, cost);
  const takes = !refusal && cost > 0;
  if (takes) for (const counter of counters) counter.add(at, cost);
  return {
    at,
    refusal,
    readings: counters.map((counter, i) => read(policies[i]!, counter, at)),
    undo: takes
      ? () => {
          for (const counter of counters) counter.takeBack(at, cost);
        }
      : null,
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
