import type { Subject } from "#lib/request-log/subject.ts";

/** What readers of a subject's entries must know about entries not yet indexed. */
export interface LogTail {
  /**
   * Whether a subject may have staged entries, which aren't indexed. Resolves when all of its entries that were
   * appended before are in the database.
   */
  hasStaged(subject: Subject): Promise<boolean>;
  /** The same for a subject's name, without waiting: entries may not be in the database yet. */
  mayHaveStaged(name: string): boolean;
}
