import { isUnavailable } from "#db/faults.ts";
import { endOfTick } from "#lib/event-loop.ts";
import { isProblem } from "#lib/problem.ts";

interface Pending<Row, Outcome> {
  row: Row;
  done: Promise<Outcome>;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/** Commits rows. Resolves to the outcomes in the order of the rows. */
type Commit<Row, Outcome> = (rows: Row[]) => Promise<Outcome[]>;

/** Keeps commits short. */
const LARGEST_GROUP = 256;

/** Commits rows in groups: all rows of one tick of the event loop, or of one commit's duration, share a commit. */
export class GroupCommit<Row, Outcome> {
  #commit: Commit<Row, Outcome>;
  #atOnce: number;
  #largest: number;
  #queue: Pending<Row, Outcome>[] = [];
  #underWay = new Set<Pending<Row, Outcome>[]>();
  #gathering = false;

  /** `atOnce`: how many commits may run at the same time. `largest`: how many rows one may have. */
  constructor(commit: Commit<Row, Outcome>, atOnce = 1, largest = LARGEST_GROUP) {
    this.#commit = commit;
    this.#atOnce = atOnce;
    this.#largest = largest;
  }

  /** Resolves when the row is committed, and rejects if its group's commit fails. */
  add(row: Row): Promise<Outcome> {
    const { promise: done, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#queue.push({ row, done, resolve, reject });
    this.#gather();
    return done;
  }

  /** Resolves when all matching rows that were added before are committed or have failed. */
  async flushed(concerns: (row: Row) => boolean = () => true): Promise<void> {
    const pending = [...this.#underWay, this.#queue].flat();
    await Promise.allSettled(pending.filter(({ row }) => concerns(row)).map(({ done }) => done));
  }

  /** Rows not yet part of a commit. */
  waiting(): Row[] {
    return this.#queue.map(({ row }) => row);
  }

  #gather(): void {
    if (this.#gathering || this.#queue.length === 0 || this.#underWay.size >= this.#atOnce) return;
    this.#gathering = true;
    void endOfTick().then(() => {
      this.#gathering = false;
      void this.#commitGroup(this.#queue.splice(0, this.#largest));
      this.#gather();
    });
  }

  async #commitGroup(group: Pending<Row, Outcome>[]): Promise<void> {
    this.#underWay.add(group);
    try {
      const outcomes = await this.#commit(group.map(({ row }) => row));
      for (const [i, { resolve }] of group.entries()) resolve(outcomes[i]!);
    } catch (error) {
      if (group.length === 1 || isUnavailable(error) || isProblem(error))
        for (const { reject } of group) reject(error);
      else await this.#commitApart(group);
    }
    this.#underWay.delete(group);
    this.#gather();
  }

  // A row that the database rejects must not fail the others in its group.
  async #commitApart(group: Pending<Row, Outcome>[]): Promise<void> {
    for (const { row, resolve, reject } of group)
      await this.#commit([row]).then(([outcome]) => resolve(outcome!), reject);
  }
}
