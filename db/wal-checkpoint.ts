import { fsyncSync, openSync } from "node:fs";
import type Database from "better-sqlite3";

const FROM_FRAMES = 8192; // 32 MiB, because a frame is a page of 4 KiB
const READERS_PATIENCE_MS = 20;
const AFTER_BUSY_MS = 1000;
/** A WAL this many times longer than usual, for example because of a backup, is truncated and not only reused. */
const MOST_TIMES_LONGER = 4;

/** The length of the WAL and how much of it has been copied into the database, in frames (one changed page each). */
interface WalState {
  log: number;
  checkpointed: number;
}

/**
 * Copies SQLite's WAL into the database once it has grown, so that it can be written from its beginning again. Doing it
 * rarely saves work, because a page that was changed several times is copied once. The file keeps its size: appending to
 * a file that grows takes longer than overwriting it.
 */
export class WalCheckpoint {
  #handle: Database.Database;
  #descriptor: number;
  #fromFrames: number;
  #nextTryMs = 0;

  /** `descriptor`: the database file's, from `descriptorForSync`. */
  constructor(handle: Database.Database, descriptor: number, fromFrames = FROM_FRAMES) {
    this.#handle = handle;
    this.#descriptor = descriptor;
    this.#fromFrames = fromFrames;
  }

  /** Does nothing while the WAL is short. Writers wait for about a millisecond, for the last of the four steps. */
  run(): void {
    const { log, checkpointed } = this.#checkpoint("NOOP");
    if (log < this.#fromFrames || log === checkpointed || performance.now() < this.#nextTryMs) return;
    this.#checkpoint("PASSIVE");
    // SQLite syncs the database only in the last step, which holds the write lock. What is synced here is done by then.
    fsyncSync(this.#descriptor);
    // What was written in the meantime.
    this.#checkpoint("PASSIVE");
    const busy = this.#startAnew(log > MOST_TIMES_LONGER * this.#fromFrames ? "TRUNCATE" : "RESTART");
    if (busy) this.#nextTryMs = performance.now() + AFTER_BUSY_MS;
  }

  // Holds the write lock while it waits for readers such as a backup, so it must wait briefly and rarely.
  #startAnew(mode: "RESTART" | "TRUNCATE"): boolean {
    const patienceMs = this.#handle.pragma("busy_timeout", { simple: true });
    this.#handle.pragma(`busy_timeout = ${READERS_PATIENCE_MS}`);
    const { busy } = this.#checkpoint(mode);
    this.#handle.pragma(`busy_timeout = ${patienceMs}`);
    return busy === 1;
  }

  #checkpoint(mode: "NOOP" | "PASSIVE" | "RESTART" | "TRUNCATE"): WalState & { busy: number } {
    const [result] = this.#handle.pragma(`wal_checkpoint(${mode})`) as [WalState & { busy: number }];
    return result;
  }
}

const descriptors = new Map<string, number>();

/**
 * A descriptor of the database file, to sync it. Call this on the main thread. It stays open until the process ends:
 * closing any descriptor of a file releases all locks that the process has on it (fcntl(2)), SQLite's included, and a
 * worker thread would close its own when it ends.
 */
export function descriptorForSync(file: string): number {
  const descriptor = descriptors.get(file) ?? openSync(file, "r+");
  descriptors.set(file, descriptor);
  return descriptor;
}
