import { statSync } from "node:fs";
import type Database from "better-sqlite3";

const FROM_BYTES = 32 * 2 ** 20;

/**
 * Copies SQLite's WAL into the database once it has grown. Doing it rarely saves work, because a page that was changed
 * several times is copied once. Writers can continue during the first pass. They wait for the second one, which has little
 * left to copy and empties the WAL.
 */
export function checkpointWal(handle: Database.Database): void {
  const bytes = statSync(`${handle.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < FROM_BYTES) return;
  handle.pragma("wal_checkpoint(PASSIVE)");
  handle.pragma("wal_checkpoint(TRUNCATE)");
}
