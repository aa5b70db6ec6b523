import type { LeftRow } from "#db/queries/compaction-checkpoint.ts";
import type { StagedRows } from "#db/queries/requests.ts";
import { namesOf, type Owned } from "#lib/request-log/subject.ts";

/**
 * Whose rows may still lie among the staged rows, which have no index; everybody else's are compacted, and found at once.
 * Two generations, so that nothing is searched: the older one is forgotten when the staged rows of its time are compacted.
 */
export class StagedSubjects {
  #current = new Set<string>();
  #older = new Set<string>();
  /** The last staged row of the older generation's time: at first, of the time before this process. */
  #olderEnds = 0;
  /** What an earlier process left staged, by subject: the rows that took something. */
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

  /** Which of a subject's rows may be staged. */
  of(name: string): StagedRows {
    return this.mayBeStaged(name) ? "any" : (this.#left.get(name) ?? []);
  }

  /** Whether rows of a subject that came since the start may be staged. */
  mayBeStaged(name: string): boolean {
    return this.#current.has(name) || this.#older.has(name);
  }

  /** True when the staged rows of the older generation's time are compacted, and the next one may begin. */
  canRotate(compactedUpTo: number): boolean {
    return compactedUpTo >= this.#olderEnds;
  }

  /** Begins a generation. Whoever waits to be appended has to be added to it. */
  rotate(lastStaged: number): void {
    this.#left.clear();
    this.#older = this.#current;
    this.#current = new Set();
    this.#olderEnds = lastStaged;
  }
}
