/** How far keys are counted by hour. Times are epoch milliseconds. */
export interface HourProgress {
  /** All whole hours from here to `untilMs` are counted. 0 if nothing before is left to count. */
  sinceMs: number;
  untilMs: number;
  /** The hour that is being counted, or null. */
  hourMs: number | null;
  /** In that hour, the rows of all workspaces before this one are counted, and its own before `fromMs` (null: all). */
  workspaceId: string;
  fromMs: number | null;
}

/** A workspace's rows in a part of an hour, up to `toMs`, which isn't included. */
export interface HourSlice {
  hourMs: number;
  workspaceId: string;
  fromMs: number;
  toMs: number;
}

type Result<Value> = Value | Promise<Value>;

/** The counts by hour and key in a database. */
export interface HourCounts {
  progress(): Result<HourProgress>;
  /** Throws on PostgreSQL if the progress isn't `before` any more, because another process is counting. */
  save(before: HourProgress, after: HourProgress): Result<void>;
  /** The time of the newest row to count before a time; null if there is none. */
  newestBefore(ms: number): Result<number | null>;
  /** The next workspace in the order of their IDs that has rows in an hour; null after the last one. */
  nextWorkspace(hourMs: number, after: string): Result<string | null>;
  /** The time of the row that comes `rows` after a workspace's first one of a slice; null if it has fewer. */
  timeOfRow(slice: HourSlice, rows: number): Result<number | null>;
  /** Counts a slice and saves the progress, in one transaction. */
  count(slice: HourSlice, before: HourProgress, after: HourProgress): Result<void>;
}
