import Database from "better-sqlite3";

/** A connection to an SQLite file. A commit waits for the disk with FULL; with NORMAL a power cut may lose the last ones. */
export function openSqliteFile(
  file: string,
  synchronous: "FULL" | "NORMAL",
  busyTimeoutMs = 5000,
): Database.Database {
  const handle = new Database(file, { timeout: busyTimeoutMs });
  handle.pragma("journal_mode = WAL");
  handle.pragma(`synchronous = ${synchronous}`);
  handle.pragma("foreign_keys = ON");
  return handle;
}
