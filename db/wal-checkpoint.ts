import { fsyncSync, openSync, statSync } from "node:fs";
import type Database from "better-sqlite3";

const PAGE_BYTES = 4096;
const FROM_FRAMES = 8192; // 32 MiB, because a frame is a page
const READERS_PATIENCE_MS = 20;
const AFTER_BUSY_MS = 1000;
/** A file this many times longer than usual, for example because of a backup, is truncated and not only reused. */
const MOST_TIMES_LONGER = 4;
/** The part of the usual length that may be left for the step that holds the write lock. */
const LEFT_FOR_LAST = 1 / 8;

/** The length of the WAL and how much of it has been copied into the database, in frames (one changed page each). */
interface WalState {
  /** 1 if another connection was in the way, otherwise 0. Then the lengths may be -1. */
  busy: number;
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

  /** Does nothing while the WAL is short. Writers wait for about a millisecond, for the last step. */
  run(): void {
    const { log, checkpointed } = this.#checkpoint("NOOP");
    if (log < this.#fromFrames || log === checkpointed || performance.now() < this.#nextTryMs) return;
    if (!this.#beginAgain()) this.#nextTryMs = performance.now() + AFTER_BUSY_MS;
  }

  #beginAgain(): boolean {
    if (!this.#copy()) return false;
    // SQLite syncs the database only in the last step, which holds the write lock. What is synced here is done by then.
    fsyncSync(this.#descriptor);
    // What was written in the meantime.
    return this.#copy() && this.#restart();
  }

  // Returns false if a reader such as a backup still needs older pages. The last step would wait for it in vain, or copy
  // and sync everything while it holds the write lock, if the reader ends just then.
  #copy(): boolean {
    const { busy, log, checkpointed } = this.#checkpoint("PASSIVE");
    return busy === 0 && log - checkpointed <= LEFT_FOR_LAST * this.#fromFrames;
  }

  // Holds the write lock while it waits for short readers, so it must wait briefly. Returns false if one is left.
  #restart(): boolean {
    const mostBytes = MOST_TIMES_LONGER * this.#fromFrames * PAGE_BYTES;
    // Another connection may have begun the WAL again, so its length doesn't tell the length of its file.
    const mode = statSync(`${this.#handle.name}-wal`).size > mostBytes ? "TRUNCATE" : "RESTART";
    const patienceMs = this.#handle.pragma("busy_timeout", { simple: true });
    this.#handle.pragma(`busy_timeout = ${READERS_PATIENCE_MS}`);
    try {
      return this.#checkpoint(mode).busy === 0;
    } finally {
      this.#handle.pragma(`busy_timeout = ${patienceMs}`);
    }
  }

  #checkpoint(mode: "NOOP" | "PASSIVE" | "RESTART" | "TRUNCATE"): WalState {
    const [result] = this.#handle.pragma(`wal_checkpoint(${mode})`) as [WalState];
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
