/** Counts the accepted cost that a policy limits. Times are epoch milliseconds and never decrease. */
export interface Counter {
  add(at: number, cost: number): void;
  /** Removes a cost added at that time. Does nothing if it has left the window. */
  subtract(at: number, cost: number): void;
  /** The total cost that counts now. */
  used(now: number): number;
  /** Milliseconds until `cost` fits within `limit`: 0 if it fits now, Infinity if it never will. */
  waitMs(now: number, limit: number, cost: number): number;
  /** Milliseconds until the oldest counted cost leaves the window, or the month ends: 0 if nothing is counted. */
  resetMs(now: number): number;
}
