import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from "node:fs";
import Database from "better-sqlite3";

/**
 * Writes a consistent copy of an SQLite database to a new file. The server can keep writing meanwhile.
 * The copy only gets its name when it is complete, checked and flushed to the disk.
 */
export function backUp(database: string, file: string): void {
  if (!existsSync(database)) throw new Error(`Database not found: ${database}`);
  const draft = `${file}.${process.pid}.draft`;
  try {
    // One read transaction, so writes in the meantime aren't in the copy.
    withDatabase(database, (source) => source.prepare("VACUUM INTO ?").run(draft));
    withDatabase(draft, (copy) => {
      const wrong = [copy.pragma("integrity_check", { simple: true }), copy.pragma("foreign_key_check")];
      if (wrong[0] !== "ok" || (wrong[1] as unknown[]).length > 0)
        throw new Error("The backup failed its integrity check: the database may be damaged.");
    });
    sync(draft);
    // Unlike a rename, creating a link fails if the file exists.
    linkSync(draft, file);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw taken ? new Error(`${file} already exists. A backup never overwrites a file.`) : error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function withDatabase(file: string, work: (handle: Database.Database) => void): void {
  const handle = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    work(handle);
  } finally {
    handle.close();
  }
}

function sync(file: string): void {
  const handle = openSync(file, "r");
  fsyncSync(handle);
  closeSync(handle);
}
