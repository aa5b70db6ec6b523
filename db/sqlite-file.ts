import Database from "better-sqlite3";

/** Opens an SQLite file. With FULL, commits wait for the disk. With NORMAL, a power cut may lose the last commits. */
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
