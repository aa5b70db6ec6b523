import type { Counter } from "#lib/limits/counter.ts";

/**
 * Counts the accepted cost of the last `windowMs`, exact to the millisecond. An event at `t` counts while
 * `now < t + windowMs`. Times passed to `add` never decrease.
 */
export class SlidingWindow implements Counter {
  readonly windowMs: number;
  #times: number[] = [];
  #costs: number[] = [];
  #head = 0;
  #used = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  add(at: number, cost: number): void {
    const last = this.#times.length - 1;
    if (last >= this.#head && this.#times[last]! >= at) this.#costs[last]! += cost;
    else {
      this.#times.push(at);
      this.#costs.push(cost);
    }
    this.#used += cost;
  }

  subtract(at: number, cost: number): void {
    const entry = this.#times.findLastIndex((time) => time <= at);
    if (entry < this.#head || this.#times[entry] !== at) return;
    this.#costs[entry]! -= cost;
    this.#used -= cost;
  }

  used(now: number): number {
    while (this.#head < this.#times.length && this.#isOver(this.#head, now)) {
      this.#used -= this.#costs[this.#head]!;
      this.#head += 1;
    }
    this.#compact();
    return this.#used;
  }

  waitMs(now: number, limit: number, cost: number): number {
    let over = this.used(now) + cost - limit;
    if (over <= 0) return 0;
    for (let i = this.#head; i < this.#times.length; i += 1) {
      over -= this.#costs[i]!;
      if (over <= 0) return this.#times[i]! + this.windowMs - now;
    }
    return Number.POSITIVE_INFINITY;
  }

  resetMs(now: number): number {
    return this.used(now) === 0 ? 0 : this.#times[this.#head]! + this.windowMs - now;
  }

  #isOver(entry: number, now: number): boolean {
    return this.#times[entry]! + this.windowMs <= now || this.#costs[entry] === 0;
  }

  // Removes expired entries once they are half of all, so that each entry costs constant time on average.
  #compact(): void {
    if (this.#head < 32 || this.#head * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#head);
    this.#costs = this.#costs.slice(this.#head);
    this.#head = 0;
  }
}
