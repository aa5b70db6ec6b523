import { statSync } from "node:fs";
import type Database from "better-sqlite3";

const FROM_BYTES = 32 * 2 ** 20;

/**
 * Takes SQLite's WAL into the database when it has grown: rarely, because a page that was changed often is copied once.
 * Writers go on during the first pass. They wait for the second one, which has little left to copy, so that the next
 * write begins the WAL anew.
 */
export function checkpointWal(handle: Database.Database): void {
  const bytes = statSync(`${handle.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < FROM_BYTES) return;
  handle.pragma("wal_checkpoint(PASSIVE)");
  handle.pragma("wal_checkpoint(TRUNCATE)");
}
