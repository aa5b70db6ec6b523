import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/limits/counter.ts";
import type { Policy } from "#lib/limits/limiter.ts";
import { rebuild } from "#lib/limits/rebuild.ts";
import { SlidingWindow } from "#lib/limits/sliding-window.ts";
import type { LogTail } from "#lib/request-log/log-tail.ts";
import { nameOf } from "#lib/request-log/subject.ts";

const SWEEP_EVERY_MS = 10_000;
const SWEPT_AT_ONCE = 4;

/** The counters in memory. Missing ones, after a start or when idle, are rebuilt from the request log. */
export class CounterCache {
  #log: LogTail;
  #counters = new Map<string, Counter>();
  #loading = new Map<string, Promise<Counter>>();
  #sweep: MapIterator<[string, Counter]> | null = null;
  #sweptAt = 0;

  constructor(log: LogTail) {
    this.#log = log;
  }

  /** The counter of each policy, or null if any isn't in memory. */
  known(policies: Policy[]): Counter[] | null {
    this.#sweepOn(clockMs());
    const counters: Counter[] = [];
    for (const policy of policies) {
      const counter = this.#counters.get(nameOfCounter(policy));
      if (!counter) return null;
      counters.push(counter);
    }
    return counters;
  }

  /** A policy's counter if it is in memory. */
  peek(policy: Policy): Counter | undefined {
    return this.#counters.get(nameOfCounter(policy));
  }

  /** Loads the counters into memory. */
  async load(policies: Policy[]): Promise<void> {
    await Promise.all(policies.map((policy) => this.#load(policy)));
  }

  #load(policy: Policy): Promise<Counter> | Counter {
    const name = nameOfCounter(policy);
    const known = this.#counters.get(name) ?? this.#loading.get(name);
    if (known) return known;
    const loading = this.#rebuild(policy)
      .then((counter) => {
        this.#counters.set(name, counter);
        return counter;
      })
      .finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  async #rebuild(policy: Policy): Promise<Counter> {
    return rebuild(policy, await this.#log.hasStaged(policy.subject));
  }

  // Checks a few counters per decision; checking 100,000 at once would block the event loop. Empty windows are dropped,
  // unless their rows are staged: a rebuild would scan them. Months stay, because a request may not be logged yet.
  #sweepOn(now: number): void {
    if (!this.#sweep && now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweep ??= this.#counters.entries();
    this.#sweptAt = now;
    for (let i = 0; i < SWEPT_AT_ONCE; i += 1) {
      const { value, done } = this.#sweep.next();
      if (done) {
        this.#sweep = null;
        return;
      }
      const [name, counter] = value;
      if (
        counter instanceof SlidingWindow &&
        counter.used(now) === 0 &&
        !this.#log.mayHaveStaged(subjectOf(name))
      )
        this.#counters.delete(name);
    }
  }
}

// The name includes the window's length and the limit's generation, so that the counter is rebuilt from the request log when
// the length changes, and when the limit is set after a time without it.
function nameOfCounter(policy: Policy): string {
  const known = names.get(policy);
  if (known !== undefined) return known;
  const name = `${nameOf(policy.subject)}/${policy.windowSeconds}.${policy.generation ?? 0}`;
  names.set(policy, name);
  return name;
}

// A cached key has the same policy objects on every request.
const names = new WeakMap<Policy, string>();

const subjectOf = (name: string) => name.slice(0, name.lastIndexOf("/"));
