import { problem } from "#lib/problem.ts";

interface Limits {
  /** How many run at the same time. */
  atOnce: number;
  /** How many may wait. */
  length: number;
  /** How many more may wait if they are preferred. */
  reserve: number;
  longestWaitMs: number;
}

interface Waiting {
  start(): void;
  expire(): void;
  sinceMs: number;
}

const RETRY_AFTER_SECONDS = 2;

/** Runs expensive work a few at a time. What it can't start soon is refused, so that a flood neither piles up nor slows others. */
export class BoundedQueue {
  readonly #limits: Limits;
  readonly #preferred: Waiting[] = [];
  readonly #others: Waiting[] = [];
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  hasRoom(preferred: boolean): boolean {
    const { atOnce, length, reserve } = this.#limits;
    if (this.#running < atOnce) return true;
    const waiting = preferred ? this.#preferred.length + this.#others.length : this.#others.length;
    return waiting < (preferred ? length + reserve : length);
  }

  /** Runs the work when it is its turn, preferred work first. Throws `unavailable` if too many are waiting, or for too long. */
  async run<T>(work: () => Promise<T>, preferred = false): Promise<T> {
    if (!this.hasRoom(preferred)) throw tooBusy();
    if (this.#running >= this.#limits.atOnce) await this.#turn(preferred ? this.#preferred : this.#others);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  #turn(queue: Waiting[]): Promise<void> {
    return new Promise((resolve, reject) => {
      queue.push({ start: resolve, expire: () => reject(tooBusy()), sinceMs: performance.now() });
    });
  }

  #startNext(): void {
    for (;;) {
      const next = this.#preferred.shift() ?? this.#others.shift();
      if (!next) return;
      if (performance.now() - next.sinceMs > this.#limits.longestWaitMs) next.expire();
      else {
        this.#running += 1;
        next.start();
        return;
      }
    }
  }
}

/** Too many log-ins are waiting. */
export function tooBusy() {
  return problem("unavailable", {
    detail: "Too many log-ins at once. Try again in a moment.",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
