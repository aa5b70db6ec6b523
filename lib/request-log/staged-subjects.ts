import { namesOf, type Owned } from "#lib/request-log/subject.ts";

/**
 * The subjects that may have staged rows. Staged rows have no index, so others aren't searched.
 * There are two generations. The older one is dropped when all rows staged during it are compacted.
 */
export class StagedSubjects {
  #current = new Set<string>();
  #older = new Set<string>();
  /** The number of the last row staged during the older generation. */
  #olderEnds = 0;

  add(row: Owned): void {
    for (const name of namesOf(row)) this.#current.add(name);
  }

  /** Whether the subject with this name may have staged rows. */
  has(name: string): boolean {
    return this.#current.has(name) || this.#older.has(name);
  }

  /** Whether the older generation can be dropped once all rows up to `compactedUpTo` are compacted. */
  canRotate(compactedUpTo: number): boolean {
    return compactedUpTo >= this.#olderEnds;
  }

  /** Starts a new generation. Add the subjects of rows that aren't staged yet to it. */
  rotate(lastStaged: number): void {
    this.#older = this.#current;
    this.#current = new Set();
    this.#olderEnds = lastStaged;
  }
}
