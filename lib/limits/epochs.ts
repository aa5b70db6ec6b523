import * as stored from "#db/queries/epochs.ts";
import { log } from "#lib/log.ts";

type Next = Omit<stored.Epoch, "number">;

const IN_POSTGRESQL: Next = { store: "postgresql", redisRunId: null };

/**
 * The epochs of the cluster as this instance sees them. What it knows may be out of date: the statement that logs a request
 * has the last word.
 */
export class Epochs {
  #known: stored.Epoch | null = null;
  #doubtedUpTo = 0;
  /** How many doubts there were, and how many of them an epoch has ended for. */
  #doubts = 0;
  #settled = 0;
  #settling: Promise<void> | null = null;
  readonly #ending = new Map<number, Promise<number | null>>();

  /** The current epoch as last seen. */
  async current(): Promise<stored.Epoch> {
    this.#known ??= await stored.current();
    return this.#known;
  }

  /** The current epoch, read from the database. */
  async refresh(): Promise<stored.Epoch> {
    const read = await stored.current();
    if (!this.#known || read.number >= this.#known.number) this.#known = read;
    return read;
  }

  /**
   * Notes that it isn't known whether something was counted or logged in an epoch, because a connection was lost. The current
   * epoch ends before the next decision, and the log says what counts.
   */
  doubt(epoch = 0): void {
    this.#doubtedUpTo = Math.max(this.#doubtedUpTo, epoch);
    this.#doubts += 1;
  }

  /** Whether an epoch is in doubt, so that nothing that was counted in it may be taken back. */
  isDoubted(epoch: number): boolean {
    return epoch <= this.#doubtedUpTo;
  }

  /** Ends the epoch that is in doubt, if there is one. */
  async settle(): Promise<void> {
    if (this.#settled === this.#doubts) return;
    this.#settling ??= this.#endCurrent().finally(() => {
      this.#settling = null;
    });
    await this.#settling;
  }

  async #endCurrent(): Promise<void> {
    const doubts = this.#doubts;
    const { number } = await this.refresh();
    await this.end(number, "it isn't known what was counted or logged");
    this.#settled = doubts;
  }

  /**
   * Ends an epoch, unless that has happened. Counters of the next one are where `next` says. Returns its number if this call
   * has begun it.
   */
  end(number: number, why: string, next: Next = IN_POSTGRESQL): Promise<number | null> {
    // Many requests can notice at the same time that an epoch has to end.
    const ending = this.#ending.get(number) ?? this.#end(number, why, next);
    this.#ending.set(number, ending);
    return ending;
  }

  /** Ends the current epoch, with a number that is later than `number`. */
  async beginAfter(number: number): Promise<void> {
    await stored.skip(number);
    await this.refresh();
  }

  /** What tells this installation apart from others that use the same Redis. */
  installation(): Promise<string> {
    return stored.installation();
  }

  async #end(number: number, why: string, next: Next): Promise<number | null> {
    try {
      const begun = await stored.end(number, next);
      if (begun !== null)
        log.info({ epoch: begun, store: next.store, why }, "a new epoch of the counters began");
      await this.refresh();
      return begun;
    } finally {
      this.#ending.delete(number);
    }
  }
}
