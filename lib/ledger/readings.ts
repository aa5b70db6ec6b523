import { acceptedSince } from "#db/queries/requests.ts";
import { costSince } from "#db/queries/usage.ts";
import { clockMs } from "#lib/clock.ts";
import type { Counter } from "#lib/ledger/counter.ts";
import type { Policy, Subject } from "#lib/ledger/ledger.ts";
import { MonthCounter, monthMs } from "#lib/ledger/month.ts";
import { SlidingWindow } from "#lib/ledger/window.ts";

const SWEEP_EVERY_MS = 10_000;

/** The counters in memory. One that is not there (after a start, or idle) is rebuilt from the ledger's rows. */
export class Readings {
  #counters = new Map<string, Counter>();
  #loading = new Map<string, Promise<Counter>>();
  #sweptAt = 0;

  /** The counter of each policy, when all are in memory. */
  known(policies: Policy[]): Counter[] | null {
    this.#sweep(clockMs());
    const counters = policies.map((policy) => this.#counters.get(bucket(policy)));
    return counters.every((counter) => counter !== undefined) ? counters : null;
  }

  /** Brings the counters into memory. */
  async load(policies: Policy[]): Promise<void> {
    await Promise.all(policies.map((policy) => this.#load(policy)));
  }

  #load(policy: Policy): Promise<Counter> | Counter {
    const name = bucket(policy);
    const known = this.#counters.get(name) ?? this.#loading.get(name);
    if (known) return known;
    const loading = rebuild(policy)
      .then((counter) => {
        this.#counters.set(name, counter);
        return counter;
      })
      .finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  // An empty window holds no accepted request, written or still being written: nothing is lost with it.
  // A month stays: a request of it may still be on its way into the ledger.
  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    for (const [name, counter] of this.#counters) {
      if (counter instanceof SlidingWindow && counter.used(now) === 0) this.#counters.delete(name);
    }
  }
}

async function rebuild({ subject, windowSeconds }: Policy): Promise<Counter> {
  const now = clockMs();
  if (windowSeconds === "month") {
    const month = new MonthCounter(now);
    month.add(now, await costSince(subject, monthMs(now).start));
    return month;
  }
  const window = new SlidingWindow(windowSeconds * 1000);
  // A row from the future (the wall clock was set back between two runs) counts as of now: never a fresh limit.
  for (const { at, cost } of await acceptedSince(subject, now - window.windowMs))
    window.add(Math.min(at, now), cost);
  return window;
}

// The window's length is part of the name: a key whose window changes starts from the ledger, not from nothing.
function bucket({ subject, windowSeconds }: Policy): string {
  return `${subjectName(subject)}/${windowSeconds}`;
}

function subjectName(subject: Subject): string {
  if (subject.kind === "workspace") return `${subject.workspaceId}/${subject.environment}`;
  return subject.kind === "key" ? subject.keyId : subject.userId;
}
