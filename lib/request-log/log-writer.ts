import { compactionState } from "#db/queries/compaction-checkpoint.ts";
import { append, left, type StagedRows } from "#db/queries/requests.ts";
import { metrics } from "#lib/metrics.ts";
import { GroupCommit } from "#lib/request-log/group-commit.ts";
import type { LogEntry, RequestLog } from "#lib/request-log/request-log.ts";
import { StagedSubjects } from "#lib/request-log/staged-subjects.ts";

/** the staging end of the request log: rows are appended in groups, numbered, and lie there until the compactor compacts them. */
export class LogWriter implements RequestLog {
  #appender = new GroupCommit<LogEntry>(
    (rows) => this.#append(rows),
    (...commit) => metrics.committed(...commit),
  );
  #opening: Promise<StagedSubjects> | null = null;
  #subjects: StagedSubjects | null = null;
  #last = 0;
  #compactedUpTo = 0;

  /** Takes in what an earlier process has left: to be awaited before a compactor compacts any of it. */
  async open(): Promise<void> {
    await this.#open();
  }

  async append(entry: LogEntry): Promise<"appended"> {
    this.#subjects?.add(entry);
    await this.#appender.add(entry);
    return "appended";
  }

  drain(): Promise<void> {
    return this.#appender.drain();
  }

  /** Which rows of a subject, by its name, may not be compacted yet. */
  async stagedOf(name: string): Promise<StagedRows> {
    const staged = (await this.#open()).of(name);
    // What is accepted and still on its way has to be there when the store is asked.
    if (staged === "any") await this.#appender.flushed();
    return staged;
  }

  /** Whether a subject's rows would have to be searched for among the stagedRequests, as far as is known. */
  mayBeStaged(name: string): boolean {
    return this.#subjects?.mayBeStaged(name) ?? false;
  }

  /** The compactor has compacted the rows up to a number. */
  compacted(upTo: number): void {
    // A number that is not given out yet is an earlier process's: it says nothing of the row that will have it.
    if (upTo <= this.#last) this.#compactedUpTo = upTo;
  }

  async #append(rows: LogEntry[]): Promise<void> {
    const opened = this.#subjects;
    const subjects = opened ?? (await this.#open());
    const rotates = subjects.canRotate(this.#compactedUpTo);
    if (rotates) subjects.rotate(this.#last);
    // Who was named when he came is named still, but in a new generation.
    if (rotates || !opened) for (const row of [...rows, ...this.#appender.waiting()]) subjects.add(row);
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
    // A number that the checkpoint has passed must not be given out again.
    const { upTo, last } = await compactionState();
    this.#subjects = new StagedSubjects(await left());
    this.#last = Math.max(upTo, last ?? 0);
    for (const row of this.#appender.waiting()) this.#subjects.add(row);
    return this.#subjects;
  }
}
