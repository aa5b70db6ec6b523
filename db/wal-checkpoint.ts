import { statSync } from "node:fs";
import type Database from "better-sqlite3";

const FROM_BYTES = 32 * 2 ** 20;
const READERS_PATIENCE_MS = 20;
const AFTER_BUSY_MS = 1000;

/**
 * Copies SQLite's WAL into the database once it has grown. Doing it rarely saves work, because a page that was changed
 * several times is copied once. Writers can continue during the first pass. They wait for the second one, which has little
 * left to copy and empties the WAL.
 */
export function checkpointWal(handle: Database.Database): void {
  const bytes = statSync(`${handle.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < FROM_BYTES || performance.now() < nextTryMs) return;
  handle.pragma("wal_checkpoint(PASSIVE)");
  // The second pass holds the write lock while it waits for readers such as a backup, so it must wait briefly and rarely.
  const patienceMs = handle.pragma("busy_timeout", { simple: true });
  handle.pragma(`busy_timeout = ${READERS_PATIENCE_MS}`);
  const [{ busy }] = handle.pragma("wal_checkpoint(TRUNCATE)") as [{ busy: number }];
  handle.pragma(`busy_timeout = ${patienceMs}`);
  if (busy) nextTryMs = performance.now() + AFTER_BUSY_MS;
}

let nextTryMs = 0;
