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

/** Who work is for. Nobody can use up the slots of others; those behind one client, such as an office, share its slots. */
export interface SlotUser {
  client: string;
  /** Which of those behind the client. */
  member?: string | undefined;
}

interface Waiter {
  user: SlotUser;
  start: () => void;
  refuse: () => void;
}

/**
 * Limits how much work is done at the same time; the rest waits. No client can use up all slots, a free slot goes to the
 * client that uses the fewest, and when too much work waits, that of the client with the most is refused. Those who use
 * equally many take turns. The same goes for the members of one client.
 */
export class Slots {
  readonly #limits: SlotLimits;
  /** The number of slots that each client uses, and each of its members. */
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
  async use<T>(user: SlotUser, left: AbortSignal, work: () => Promise<T>): Promise<T> {
    left.throwIfAborted();
    if (this.#isFree(user)) this.#take(user);
    else await this.#wait(user, left);
    try {
      return await work();
    } finally {
      this.#free(user);
    }
  }

  /** Refuses all work that waits for a slot. */
  refuseWaiting(): void {
    for (const { refuse } of [...this.#waiting]) refuse();
  }

  #isFree({ client }: SlotUser): boolean {
    const { slots, clientSlots } = this.#limits;
    return this.#total < slots && this.#usedBy(client) < clientSlots;
  }

  #usedBy(name: string): number {
    return this.#used.get(name) ?? 0;
  }

  #take(user: SlotUser): void {
    this.#total += 1;
    for (const name of namesOf(user)) this.#used.set(name, this.#usedBy(name) + 1);
  }

  #wait(user: SlotUser, left: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) this.#makeRoom(user);
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        left.removeEventListener("abort", onLeft);
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      };
      const waiter: Waiter = {
        user,
        start: () => {
          end();
          this.#take(user);
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

  /**
   * Refuses the latest work of the client with the most waiting, or of its member with the most. Throws `unavailable` if
   * that is this one.
   */
  #makeRoom(user: SlotUser): void {
    const { client } = user;
    const most = withMostWaiting(this.#waiting, client, (waiter) => waiter.client);
    const ofClient = this.#waiting.filter((waiter) => waiter.user.client === most);
    const own = most === client ? memberOf(user) : null;
    const member = withMostWaiting(ofClient, own, memberOf);
    if (member === own) throw this.#busy();
    ofClient.findLast((waiter) => memberOf(waiter.user) === member)!.refuse();
  }

  #free(user: SlotUser): void {
    this.#total -= 1;
    for (const name of namesOf(user)) {
      const used = this.#usedBy(name) - 1;
      if (used > 0) this.#used.set(name, used);
      else this.#used.delete(name);
    }
    this.#passTurn(user);
    const free = this.#waiting.filter((waiter) => this.#isFree(waiter.user));
    if (free.length === 0) return;
    free.reduce((a, b) => (this.#usesFewer(b.user, a.user) ? b : a)).start();
  }

  /** Puts the others first: with one slot, all of them use none while it is free. */
  #passTurn(user: SlotUser): void {
    const rank = (other: SlotUser) =>
      other.client === user.client ? (memberOf(other) === memberOf(user) ? 2 : 1) : 0;
    // A stable sort, so that each one's own work stays in order.
    this.#waiting.sort((a, b) => rank(a.user) - rank(b.user));
  }

  #usesFewer(one: SlotUser, other: SlotUser): boolean {
    const apart = this.#usedBy(one.client) - this.#usedBy(other.client);
    return apart < 0 || (apart === 0 && this.#usedBy(memberOf(one)) < this.#usedBy(memberOf(other)));
  }

  #busy() {
    return problem("unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, detail: this.#limits.busy });
  }
}

const memberOf = ({ client, member = "" }: SlotUser) => `${client}\n${member}`;

const namesOf = (user: SlotUser) => [user.client, memberOf(user)];

/** The one with the most waiting: `own`, unless another has more. */
function withMostWaiting<Own extends string | null>(
  waiting: Waiter[],
  own: Own,
  nameOf: (user: SlotUser) => string,
): string | Own {
  const counts = new Map<string | Own, number>([[own, 0]]);
  for (const { user } of waiting) counts.set(nameOf(user), (counts.get(nameOf(user)) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}
