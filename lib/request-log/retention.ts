const DAY_MS = 86_400_000;

/** Requests with unknown keys are kept for a shorter time, because anyone can send them. */
const UNKNOWN_KEY_DAYS = 7;

/** Entries of the request log that are older than this (epoch milliseconds) are removed. */
export interface Cutoffs {
  /** Null: entries are kept forever. */
  all: number | null;
  /** For requests with unknown keys, which belong to no workspace. */
  unknownKeys: number;
}

/** The cutoffs for a retention in days; 0 keeps entries forever, except those of requests with unknown keys. */
export function cutoffsAt(nowMs: number, retentionDays: number): Cutoffs {
  return {
    all: retentionDays > 0 ? nowMs - retentionDays * DAY_MS : null,
    unknownKeys: nowMs - UNKNOWN_KEY_DAYS * DAY_MS,
  };
}
