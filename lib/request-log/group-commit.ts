import { micros } from "#lib/clock.ts";
import { endOfTick } from "#lib/event-loop.ts";

interface Waiting<Row> {
  row: Row;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Told of each commit: how many rows, when it began, and how many wait for the next one. */
type Observer = (rows: number, startedMicros: number, waiting: number) => void;

/** The most rows that one commit carries: keeps a commit short. */
const LARGEST_GROUP = 256;

/** Group commit: all rows of one turn of the event loop, or of one commit's duration, share the next commit. */
export class GroupCommit<Row> {
  #append: (rows: Row[]) => Promise<void>;
  #committed: Observer;
  #queue: Waiting<Row>[] = [];
  #running: Promise<void> | null = null;
  #lastAdded: Promise<unknown> = Promise.resolve();

  constructor(append: (rows: Row[]) => Promise<void>, committed: Observer = () => {}) {
    this.#append = append;
    this.#committed = committed;
  }

  /** Resolved once the row is committed; rejected when its group could not be. */
  add(row: Row): Promise<void> {
    const added = new Promise<void>((resolve, reject) => {
      this.#queue.push({ row, resolve, reject });
      this.#running ??= this.#run();
    });
    this.#lastAdded = added;
    return added;
  }

  /** Resolved once everything added so far is committed, or could not be: whatever is added meanwhile. */
  async flushed(): Promise<void> {
    // Groups are committed one after the other: the last one added is the last one done.
    await this.#lastAdded.catch(() => {});
  }

  /** What is on its way and not yet part of a commit. */
  waiting(): Row[] {
    return this.#queue.map(({ row }) => row);
  }

  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    do {
      await endOfTick();
      await this.#commit(this.#queue.splice(0, LARGEST_GROUP));
    } while (this.#queue.length > 0);
    this.#running = null;
  }

  async #commit(group: Waiting<Row>[]): Promise<void> {
    const started = micros();
    try {
      await this.#append(group.map((waiting) => waiting.row));
      this.#committed(group.length, started, this.#queue.length);
      for (const waiting of group) waiting.resolve();
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }
}
