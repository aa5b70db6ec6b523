import type { RequestRow } from "#db/queries/requests.ts";
import { clockMs } from "#lib/clock.ts";
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
