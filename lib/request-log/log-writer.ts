import { standing } from "#db/queries/batch.ts";
import { append, left, type Unsettled } from "#db/queries/requests.ts";
import { metrics } from "#lib/metrics.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";
import type { LogEntry, RequestLog } from "#lib/request-log/request-log.ts";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";

/** The ledger's newest end: rows are appended in groups, numbered, and lie there until the keeper settles them. */
export class LogWriter implements RequestLog {
  #appender = new GroupCommit<LogEntry>(
    (rows) => this.#append(rows),
    (...commit) => metrics.committed(...commit),
  );
  #opening: Promise<StagedSubjects> | null = null;
  #recent: StagedSubjects | null = null;
  #last = 0;
  #settledUpTo = 0;

  /** Takes in what an earlier process has left: to be awaited before a keeper settles any of it. */
  async open(): Promise<void> {
    await this.#open();
  }

  async append(entry: LogEntry): Promise<"appended"> {
    this.#recent?.add(entry);
    await this.#appender.add(entry);
    return "appended";
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

  async #append(rows: LogEntry[]): Promise<void> {
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
  #open(): Promise<StagedSubjects> {
    this.#opening ??= this.#takeIn().catch((error) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #takeIn(): Promise<StagedSubjects> {
    // A number that the mark has passed must not be given out again.
    const { upTo, last } = await standing();
    this.#recent = new StagedSubjects(await left());
    this.#last = Math.max(upTo, last ?? 0);
    for (const row of this.#appender.waiting()) this.#recent.add(row);
    return this.#recent;
  }
}
