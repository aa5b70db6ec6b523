import type { RequestRow } from "#db/queries/requests.ts";

/** An entry of the request log: an authenticated request and its outcome. */
export type LogEntry = RequestRow;

/** The version of a workspace's key records that a decision relied on. */
export interface KeyVersion {
  workspaceId: string;
  version: number;
}

/** The durable record of every authenticated request. Limits, quota, usage and last use are read from it. */
export interface RequestLog {
  /**
   * Appends an entry. Resolves when it is durable, or to "stale" if nothing was appended, because a key record that the
   * decision relied on has changed since it was read or, in a cluster, because the decision's epoch is over.
   */
  append(entry: LogEntry, relyingOn?: KeyVersion[], epoch?: number | null): Promise<"appended" | "stale">;
  /** Resolves when all entries appended before are durable. */
  drain(): Promise<void>;
}
