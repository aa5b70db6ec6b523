import type { RequestRow } from "#db/queries/requests.ts";
import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/ledger/counter.ts";
import { Journal } from "#lib/ledger/journal.ts";
import type { Decision, Ledger, Policy, Reading } from "#lib/ledger/ledger.ts";
import { Readings } from "#lib/ledger/readings.ts";

/** One process decides in its memory; rows are appended in groups before their answers leave. */
export class EmbeddedLedger implements Ledger {
  #journal = new Journal();
  #readings = new Readings(this.#journal);

  open(): Promise<void> {
    return this.#journal.open();
  }

  async decide(policies: Policy[], cost: number): Promise<Decision> {
    let counters = this.#readings.known(policies);
    while (!counters) {
      await this.#readings.load(policies);
      counters = this.#readings.known(policies);
    }
    // From `known` to the return nothing awaits: two requests cannot both take the last place.
    const at = clockMs();
    const waits = counters.map((counter, i) =>
      cost === 0 ? 0 : counter.waitMs(at, policies[i]!.limit, cost),
    );
    const refused = waits.findIndex((wait) => wait > 0);
    if (refused < 0 && cost > 0) for (const counter of counters) counter.add(at, cost);
    return {
      at,
      refusal:
        refused < 0 ? null : { policy: policies[refused]!, retryAfterSeconds: seconds(Math.max(...waits)) },
      readings: counters.map((counter, i) => read(policies[i]!, counter, at)),
      undo: () => {
        if (refused < 0 && cost > 0) for (const counter of counters) counter.takeBack(at, cost);
      },
    };
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

function read(policy: Policy, counter: Counter, at: number): Reading {
  const used = counter.used(at);
  return {
    policy,
    used,
    remaining: Math.max(0, policy.limit - used),
    resetSeconds: seconds(counter.resetMs(at)),
  };
}

const LONGEST_WAIT_SECONDS = 31 * 86_400;
const seconds = (ms: number) => Math.min(Math.ceil(ms / 1000), LONGEST_WAIT_SECONDS);
