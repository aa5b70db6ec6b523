import type { RequestRow } from "#db/queries/requests.ts";

/** A line of the request log: an authenticated request and how it ended. */
export type LogEntry = RequestRow;

/** Which version of a workspace's key records a decision relied on. */
export interface KeyVersion {
  workspaceId: string;
  version: number;
}

/** The durable record of every authenticated request. Limits, quota, usage and last use are read from it. */
export interface RequestLog {
  /**
   * Appends an entry; resolved once it is durable. "stale": nothing was appended, because one of the key records that
   * the decision relied on has changed since it was read.
   */
  append(entry: LogEntry, relyingOn?: KeyVersion[]): Promise<"appended" | "stale">;
  /** Resolved once everything appended so far is durable. */
  drain(): Promise<void>;
}
