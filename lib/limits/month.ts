import type { Counter } from "#lib/limits/counter.ts";
import type { Policy } from "#lib/limits/limiter.ts";

/** Start and end of the calendar month (UTC) that contains a time, in epoch milliseconds. */
export function monthMs(at: number): { start: number; end: number } {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
}

/** A policy's window in seconds; for a month, the length of the current one. */
export function windowSeconds(policy: Policy, nowMs: number): number {
  if (policy.windowSeconds !== "month") return policy.windowSeconds;
  const { start, end } = monthMs(nowMs);
  return (end - start) / 1000;
}

/** Counts the accepted cost of the current calendar month (UTC). */
export class MonthCounter implements Counter {
  #end: number;
  #used = 0;

  constructor(now: number) {
    this.#end = monthMs(now).end;
  }

  add(at: number, cost: number): void {
    this.#startMonth(at);
    this.#used += cost;
  }

  subtract(at: number, cost: number): void {
    if (monthMs(at).end === this.#end) this.#used -= cost;
  }

  used(now: number): number {
    this.#startMonth(now);
    return this.#used;
  }

  waitMs(now: number, limit: number, cost: number): number {
    if (this.used(now) + cost <= limit) return 0;
    return cost > limit ? Number.POSITIVE_INFINITY : this.#end - now;
  }

  resetMs(now: number): number {
    return this.used(now) === 0 ? 0 : this.#end - now;
  }

  #startMonth(now: number): void {
    if (now < this.#end) return;
    this.#end = monthMs(now).end;
    this.#used = 0;
  }
}
