import { append, type RequestRow } from "#db/queries/requests.ts";
import { clockMs } from "#lib/clock.ts";
import { Appender } from "#lib/ledger/appender.ts";
import type { Decision, Ledger, Policy, Reading } from "#lib/ledger/ledger.ts";
import { Readings } from "#lib/ledger/readings.ts";
import type { SlidingWindow } from "#lib/ledger/window.ts";

/** One process decides in its memory; rows are appended in groups before their answers leave. */
export class EmbeddedLedger implements Ledger {
  #readings = new Readings();
  #appender = new Appender<RequestRow>(append);

  async decide(policies: Policy[], cost: number): Promise<Decision> {
    let windows = this.#readings.known(policies);
    while (!windows) {
      await this.#readings.load(policies);
      windows = this.#readings.known(policies);
    }
    // From `known` to the return nothing awaits: two requests cannot both take the last place.
    const at = clockMs();
    const waits = windows.map((window, i) => (cost === 0 ? 0 : window.waitMs(at, policies[i]!.limit, cost)));
    const refused = waits.findIndex((wait) => wait > 0);
    if (refused < 0 && cost > 0) for (const window of windows) window.add(at, cost);
    return {
      at,
      refusal:
        refused < 0 ? null : { policy: policies[refused]!, retryAfterSeconds: seconds(Math.max(...waits)) },
      readings: windows.map((window, i) => read(policies[i]!, window, at)),
    };
  }

  record(row: RequestRow): Promise<void> {
    return this.#appender.add(row);
  }

  drain(): Promise<void> {
    return this.#appender.drain();
  }
}

function read(policy: Policy, window: SlidingWindow, at: number): Reading {
  const used = window.used(at);
  return {
    policy,
    used,
    remaining: Math.max(0, policy.limit - used),
    resetSeconds: seconds(window.resetMs(at)),
  };
}

const LONGEST_WAIT_SECONDS = 86_400;
const seconds = (ms: number) => Math.min(Math.ceil(ms / 1000), LONGEST_WAIT_SECONDS);
