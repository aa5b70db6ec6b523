import { problem } from "#lib/problem.ts";

export interface SlotLimits {
  /** How much work is done at the same time. */
  slots: number;
  /** How much work can wait for a slot. */
  waiting: number;
  /** The part of both that one client can use. */
  clientShare: number;
  /** How long work waits for a slot. */
  patienceMs: number;
}

interface Waiter {
  client: string;
  start: () => void;
}

/** Limits how much work is done at the same time. The rest waits in order, but no client can use up all slots. */
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
    const { slots, clientShare } = this.#limits;
    return this.#total < slots && (this.#used.get(client) ?? 0) < slots * clientShare;
  }

  #take(client: string): void {
    this.#total += 1;
    this.#used.set(client, (this.#used.get(client) ?? 0) + 1);
  }

  #wait(client: string, left: AbortSignal): Promise<void> {
    const { waiting, clientShare, patienceMs } = this.#limits;
    const own = this.#waiting.filter((waiter) => waiter.client === client).length;
    if (this.#waiting.length >= waiting || own >= waiting * clientShare) throw busy();
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
      };
      const onLeft = () => {
        end();
        reject(left.reason);
      };
      const timer = setTimeout(() => {
        end();
        reject(busy());
      }, patienceMs);
      left.addEventListener("abort", onLeft);
      this.#waiting.push(waiter);
    });
  }

  #free(client: string): void {
    this.#total -= 1;
    const used = this.#used.get(client)! - 1;
    if (used > 0) this.#used.set(client, used);
    else this.#used.delete(client);
    this.#waiting.find((waiter) => this.#isFree(waiter.client))?.start();
  }
}

const busy = () =>
  problem("unavailable", {
    retryAfterSeconds: 2,
    detail: "Too many requests are waiting for a page. Try again in a moment.",
  });
