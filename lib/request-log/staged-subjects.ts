import { namesOf, type Owned } from "#lib/request-log/subject.ts";

/**
 * Whose rows may still be staged. Staged rows have no index, so nobody searches them in vain.
 * Two generations: the older one is forgotten when all rows that were staged in its time are compacted.
 */
export class StagedSubjects {
  #current = new Set<string>();
  #older = new Set<string>();
  /** The last row that was staged in the older generation's time. */
  #olderEnds = 0;

  add(row: Owned): void {
    for (const name of namesOf(row)) this.#current.add(name);
  }

  /** Whether rows of a subject, by its name, may be staged. */
  has(name: string): boolean {
    return this.#current.has(name) || this.#older.has(name);
  }

  /** Whether the older generation can be forgotten, with all rows up to a number compacted. */
  canRotate(compactedUpTo: number): boolean {
    return compactedUpTo >= this.#olderEnds;
  }

  /** Begins a generation. Subjects of rows that are not staged yet have to be added to it. */
  rotate(lastStaged: number): void {
    this.#older = this.#current;
    this.#current = new Set();
    this.#olderEnds = lastStaged;
  }
}
