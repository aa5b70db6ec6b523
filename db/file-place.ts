import { statSync } from "node:fs";

/** The database's file isn't where it was opened. Everything that is written now would be missing after a restart. */
class DatabaseMoved extends Error {
  // SQLite's own code for this. It only checks some writes itself.
  readonly code = "SQLITE_READONLY_DBMOVED";

  constructor(file: string) {
    super(`${file} was moved, deleted or replaced since the server opened it`);
  }
}

/**
 * Remembers a file that was just opened. The returned function throws if that file isn't there any more. It doesn't open
 * the file: closing it would release SQLite's locks.
 */
export function rememberPlace(file: string): () => void {
  const { dev, ino } = statSync(file, { bigint: true });
  return () => {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (found?.dev !== dev || found.ino !== ino) throw new DatabaseMoved(file);
  };
}
