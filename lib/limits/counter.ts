/** What a policy is decided on: the accepted cost that counts at a moment. Times are epoch milliseconds that never fall. */
export interface Counter {
  add(at: number, cost: number): void;
  /** Takes back what was added at that moment; nothing when it has left by itself. */
  subtract(at: number, cost: number): void;
  /** The sum of costs that count now. */
  used(now: number): number;
  /** Milliseconds until `cost` fits under `limit`: 0 when it fits now, Infinity when it never will. */
  waitMs(now: number, limit: number, cost: number): number;
  /** Milliseconds until the first of what counts leaves: 0 when nothing counts. */
  resetMs(now: number): number;
}
