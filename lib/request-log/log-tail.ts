import type { Subject } from "#lib/request-log/subject.ts";

/** The newest entries of the request log, as far as whoever reads a subject's entries has to know of them. */
export interface LogTail {
  /**
   * Whether a subject may have entries that are staged, not indexed. Resolved when all of its entries that were appended
   * before are in the store.
   */
  hasStaged(subject: Subject): Promise<boolean>;
  /** The same of a subject by its name, at this moment: entries may still be on their way into the store. */
  mayHaveStaged(name: string): boolean;
}
