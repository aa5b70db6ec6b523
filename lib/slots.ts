import { problem } from "#lib/problem.ts";

const RETRY_AFTER_SECONDS = 2;

export interface SlotLimits {
  /** How much work is done at the same time. */
  slots: number;
  /** How much work can wait for a slot. */
  waiting: number;
  /** How many slots one client can use. */
  clientSlots: number;
  /** How long work waits for a slot. */
  patienceMs: number;
  /** What a client is told when too much work waits. */
  busy: string;
}

interface Waiter {
  client: string;
  start: () => void;
  refuse: () => void;
}

/**
 * Limits how much work is done at the same time; the rest waits. No client can use up all slots, a free slot goes to the
 * client that uses the fewest, and when too much work waits, that of the client with the most is refused.
 */
export class Slots {
  readonly #limits: SlotLimits;
  /** The number of slots that each client uses. */
  readonly #used = new Map<string, number>();
  readonly #waiting: Waiter[] = [];
  #total = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** How much work is being done, and how much waits. */
  get counts(): { used: number; waiting: number } {
    return { used: this.#total, waiting: this.#waiting.length };
  }

  /**
   * Does the work once a slot is free, and frees the slot when it is done. Throws `unavailable` if too much work waits, or
   * if it would wait too long, and the signal's reason once it is aborted.
   */
  async use<T>(client: string, left: AbortSignal, work: () => Promise<T>): Promise<T> {
    left.throwIfAborted();
    if (this.#isFree(client)) this.#take(client);
    else await this.#wait(client, left);
    try {
      return await work();
    } finally {
      this.#free(client);
    }
  }

  #isFree(client: string): boolean {
    const { slots, clientSlots } = this.#limits;
    return this.#total < slots && this.#usedBy(client) < clientSlots;
  }

  #usedBy(client: string): number {
    return this.#used.get(client) ?? 0;
  }

  #take(client: string): void {
    this.#total += 1;
    this.#used.set(client, this.#usedBy(client) + 1);
  }

  #wait(client: string, left: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) this.#makeRoom(client);
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        left.removeEventListener("abort", onLeft);
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      };
      const waiter: Waiter = {
        client,
        start: () => {
          end();
          this.#take(client);
          resolve();
        },
        refuse: () => {
          end();
          reject(this.#busy());
        },
      };
      const onLeft = () => {
        end();
        reject(left.reason);
      };
      const timer = setTimeout(waiter.refuse, this.#limits.patienceMs);
      left.addEventListener("abort", onLeft);
      this.#waiting.push(waiter);
    });
  }

  /** Refuses the latest work of the client with the most waiting. Throws `unavailable` if that is this client. */
  #makeRoom(client: string): void {
    const counts = new Map([[client, 0]]);
    for (const waiter of this.#waiting) counts.set(waiter.client, (counts.get(waiter.client) ?? 0) + 1);
    const most = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    if (most[1] <= counts.get(client)!) throw this.#busy();
    this.#waiting.findLast((waiter) => waiter.client === most[0])!.refuse();
  }

  #free(client: string): void {
    this.#total -= 1;
    const used = this.#usedBy(client) - 1;
    if (used > 0) this.#used.set(client, used);
    else this.#used.delete(client);
    const free = this.#waiting.filter((waiter) => this.#isFree(waiter.client));
    if (free.length === 0) return;
    free.reduce((a, b) => (this.#usedBy(b.client) < this.#usedBy(a.client) ? b : a)).start();
  }

  #busy() {
    return problem("unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, detail: this.#limits.busy });
  }
}
