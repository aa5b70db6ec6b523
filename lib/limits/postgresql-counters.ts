import { DECISIONS_AT_ONCE } from "#db/client.ts";
import { isRefused } from "#db/faults.ts";
import * as counters from "#db/queries/limit-counters.ts";
import { clockMs } from "#lib/clock.ts";
import type { Epochs } from "#lib/limits/epochs.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";

/** What was decided about one request. */
export interface Counted {
  epoch: number;
  at: number;
  outcome: counters.Outcome;
}

type Answer = Counted | { epoch: number; store: "postgresql" | "redis" };

/**
 * A cluster's counters in PostgreSQL. The requests of a tick share a statement, which locks their counters. It isn't part of
 * the commit that logs them, because handlers run in between.
 */
export class PostgresqlCounters {
  #epochs: Epochs;
  #groups = new GroupCommit<counters.Ask, Answer>((asks) => this.#decideAll(asks), DECISIONS_AT_ONCE);

  constructor(epochs: Epochs) {
    this.#epochs = epochs;
  }

  /** Decides a request. Returns null if the counters of the current epoch aren't in PostgreSQL. */
  async decide(ask: counters.Ask): Promise<Counted | null> {
    for (;;) {
      const answer = await this.#groups.add(ask);
      if ("outcome" in answer) return answer;
      if (answer.store !== "postgresql") return null;
      await this.#epochs.end(answer.epoch, "PostgreSQL has no counters of this epoch");
    }
  }

  async refund(epoch: number, at: number, cost: number, names: string[]): Promise<void> {
    await this.#orDoubt(counters.refund(epoch, at, cost, names));
  }

  async #decideAll(asks: counters.Ask[]): Promise<Answer[]> {
    const { epoch, store, decided } = await this.#orDoubt(counters.decide(asks, clockMs()));
    if (!decided) return asks.map(() => ({ epoch, store }));
    return decided.outcomes.map((outcome) => ({ epoch, at: decided.at, outcome }));
  }

  /** If the connection is lost, it isn't known what was counted. */
  async #orDoubt<Result>(statement: Promise<Result>): Promise<Result> {
    try {
      return await statement;
    } catch (error) {
      if (!isRefused(error)) this.#epochs.doubt();
      throw error;
    }
  }
}
