import { setTimeout as sleep } from "node:timers/promises";

// SQLite's write lock can only be polled: a thread that finds it taken isn't told when it is free. So the threads of this
// process also share two flags, which they can wait for. They only shorten the waiting; SQLite's lock decides.
const TAKEN = 0;
const WANTED = 1;

/** The flags, to pass to another thread. */
export type SharedFlags = SharedArrayBuffer;

const LONGEST_WAIT_MS = 2;

/** Lets a background thread and the main thread take turns at SQLite's write lock. */
export class WriteTurns {
  readonly shared: SharedFlags;
  #flags: Int32Array;
  #longestWaitMs: number;
  #waiting = 0;

  /** `longestWaitMs`: how long to wait at most, because other threads and processes that write don't set the flags. */
  constructor(shared: SharedFlags = new SharedArrayBuffer(8), longestWaitMs = LONGEST_WAIT_MS) {
    this.shared = shared;
    this.#longestWaitMs = longestWaitMs;
    this.#flags = new Int32Array(shared);
  }

  /** For a background thread: runs a transaction, after the main thread has had its turn if it is waiting for one. */
  take<T>(transaction: () => T): T {
    if (Atomics.load(this.#flags, WANTED) === 1) Atomics.wait(this.#flags, WANTED, 1, this.#longestWaitMs);
    Atomics.store(this.#flags, TAKEN, 1);
    try {
      return transaction();
    } finally {
      Atomics.store(this.#flags, TAKEN, 0);
      Atomics.notify(this.#flags, TAKEN);
    }
  }

  /** For the main thread, which found the write lock taken: resolves when it should try again. */
  async wait(): Promise<void> {
    Atomics.store(this.#flags, WANTED, 1);
    const { async, value } = Atomics.waitAsync(this.#flags, TAKEN, 1, this.#longestWaitMs);
    this.#waiting += 1;
    if (async) await value;
    else await sleep(this.#longestWaitMs);
    this.#waiting -= 1;
  }

  /** For the main thread, after it has waited. Unless another write still waits, it no longer wants the write lock. */
  done(): void {
    if (this.#waiting > 0) return;
    Atomics.store(this.#flags, WANTED, 0);
    Atomics.notify(this.#flags, WANTED);
  }
}

/** Those of this thread. The main thread passes its flags to the compactor. */
export const writeTurns = new WriteTurns();
