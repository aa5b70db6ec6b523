import { standing } from "#db/queries/batch.ts";
import { append, left, type RequestRow, type Unsettled } from "#db/queries/requests.ts";
import { Appender } from "#lib/ledger/appender.ts";
import { Recent } from "#lib/ledger/recent.ts";
import { metrics } from "#lib/metrics.ts";

/** The ledger's newest end: rows are appended in groups, numbered, and lie there until the keeper settles them. */
export class Journal {
  #appender = new Appender<RequestRow>(
    (rows) => this.#append(rows),
    (...commit) => metrics.committed(...commit),
  );
  #opening: Promise<Recent> | null = null;
  #recent: Recent | null = null;
  #last = 0;
  #settledUpTo = 0;

  /** Takes in what an earlier process has left: to be awaited before a keeper settles any of it. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Resolved once the row is durable. */
  add(row: RequestRow): Promise<void> {
    this.#recent?.add(row);
    return this.#appender.add(row);
  }

  drain(): Promise<void> {
    return this.#appender.drain();
  }

  /** Which rows of a subject, by its name, may not be settled yet. */
  async unsettledOf(name: string): Promise<Unsettled> {
    const unsettled = (await this.#open()).of(name);
    // What is accepted and still on its way has to be there when the store is asked.
    if (unsettled === "any") await this.#appender.flushed();
    return unsettled;
  }

  /** Whether a subject's rows would have to be searched for among the arrivals, as far as is known. */
  mayBeUnsettled(name: string): boolean {
    return this.#recent?.mayBeUnsettled(name) ?? false;
  }

  /** The keeper has settled the rows up to a number. */
  settled(upTo: number): void {
    // A number that is not given out yet is an earlier process's: it says nothing of the row that will have it.
    if (upTo <= this.#last) this.#settledUpTo = upTo;
  }

  async #append(rows: RequestRow[]): Promise<void> {
    const opened = this.#recent;
    const recent = opened ?? (await this.#open());
    const turns = recent.mayTurn(this.#settledUpTo);
    if (turns) recent.turn(this.#last);
    // Who was named when he came is named still, but in a new generation.
    if (turns || !opened) for (const row of [...rows, ...this.#appender.waiting()]) recent.add(row);
    const first = this.#last + 1;
    this.#last += rows.length;
    await append(first, rows);
  }

  // A store that is away is asked again by the next request.
  #open(): Promise<Recent> {
    this.#opening ??= this.#takeIn().catch((error) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #takeIn(): Promise<Recent> {
    // A number that the mark has passed must not be given out again.
    const { upTo, last } = await standing();
    this.#recent = new Recent(await left());
    this.#last = Math.max(upTo, last ?? 0);
    for (const row of this.#appender.waiting()) this.#recent.add(row);
    return this.#recent;
  }
}
