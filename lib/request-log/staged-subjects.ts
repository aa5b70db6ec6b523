import type { LeftRow } from "#db/queries/batch.ts";
import type { Unsettled } from "#db/queries/requests.ts";
import { namesOf, type Owned } from "#lib/request-log/subject.ts";

/**
 * Whose rows may still lie among the arrivals, which have no index; everybody else's are settled, and found at once.
 * Two generations, so that nothing is searched: the older one is forgotten when the arrivals of its time are settled.
 */
export class StagedSubjects {
  #current = new Set<string>();
  #older = new Set<string>();
  /** The last arrival of the older generation's time: at first, of the time before this process. */
  #olderEnds = 0;
  /** What an earlier process left unsettled, by subject: the rows that took something. */
  #left = new Map<string, LeftRow[]>();

  constructor(left: LeftRow[]) {
    for (const row of left) if (row.cost > 0) for (const name of namesOf(row)) this.#leave(name, row);
    this.#olderEnds = left.at(-1)?.seq ?? 0;
  }

  #leave(name: string, row: LeftRow): void {
    const rows = this.#left.get(name);
    if (rows) rows.push(row);
    else this.#left.set(name, [row]);
  }

  add(row: Owned): void {
    for (const name of namesOf(row)) this.#current.add(name);
  }

  /** Which of a subject's rows may be unsettled. */
  of(name: string): Unsettled {
    return this.mayBeUnsettled(name) ? "any" : (this.#left.get(name) ?? []);
  }

  /** Whether rows of a subject that came since the start may be unsettled. */
  mayBeUnsettled(name: string): boolean {
    return this.#current.has(name) || this.#older.has(name);
  }

  /** True when the arrivals of the older generation's time are settled, and the next one may begin. */
  mayTurn(settledUpTo: number): boolean {
    return settledUpTo >= this.#olderEnds;
  }

  /** Begins a generation. Whoever waits to be appended has to be added to it. */
  turn(lastArrival: number): void {
    this.#left.clear();
    this.#older = this.#current;
    this.#current = new Set();
    this.#olderEnds = lastArrival;
  }
}
