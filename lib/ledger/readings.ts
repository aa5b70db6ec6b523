import { acceptedSince } from "#db/queries/requests.ts";
import { clockMs } from "#lib/clock.ts";
import type { Policy, Subject } from "#lib/ledger/ledger.ts";
import { SlidingWindow } from "#lib/ledger/window.ts";

const SWEEP_EVERY_MS = 10_000;

/** The windows in memory. One that is not there (after a start, or idle) is rebuilt from the ledger's rows. */
export class Readings {
  #windows = new Map<string, SlidingWindow>();
  #loading = new Map<string, Promise<SlidingWindow>>();
  #sweptAt = 0;

  /** The window of each policy, when all are in memory. */
  known(policies: Policy[]): SlidingWindow[] | null {
    this.#sweep(clockMs());
    const windows = policies.map((policy) => this.#windows.get(bucket(policy)));
    return windows.every((window) => window !== undefined) ? windows : null;
  }

  /** Brings the windows into memory. */
  async load(policies: Policy[]): Promise<void> {
    await Promise.all(policies.map((policy) => this.#load(policy)));
  }

  #load(policy: Policy): Promise<SlidingWindow> | SlidingWindow {
    const name = bucket(policy);
    const known = this.#windows.get(name) ?? this.#loading.get(name);
    if (known) return known;
    const loading = rebuild(policy)
      .then((window) => {
        this.#windows.set(name, window);
        return window;
      })
      .finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  // An empty window holds no accepted request, written or still being written: nothing is lost with it.
  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    for (const [name, window] of this.#windows) if (window.used(now) === 0) this.#windows.delete(name);
  }
}

async function rebuild(policy: Policy): Promise<SlidingWindow> {
  const now = clockMs();
  const window = new SlidingWindow(policy.windowSeconds * 1000);
  // A row from the future (the wall clock was set back between two runs) counts as of now: never a fresh limit.
  for (const { at, cost } of await acceptedSince(policy.subject, now - window.windowMs))
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
