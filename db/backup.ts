import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";

/**
 * Writes a consistent copy of an SQLite database to a new file. The server can keep writing meanwhile.
 * The copy only gets its name when it is complete, checked and flushed to the disk.
 */
export function backUp(database: string, file: string): void {
  if (!existsSync(database)) throw new Error(`Database not found: ${database}`);
  if (!existsSync(dirname(file))) throw new Error(`There is no folder ${dirname(file)}. Create it first.`);
  assertWritable(dirname(file));
  const draft = `${file}.${process.pid}.draft`;
  try {
    // One read transaction, so writes in the meantime aren't in the copy.
    withDatabase(database, (source) => source.prepare("VACUUM INTO ?").run(draft));
    withDatabase(draft, (copy) => {
      if (!isIntact(copy))
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

function assertWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Error(`This user can't write to ${folder}. Choose another folder, or change its owner.`);
  }
}

/** Checks a backup, and counts what is in it. Throws why it can't be restored. */
export function verifyBackup(file: string): { users: number; workspaces: number; keys: number } {
  if (!existsSync(file)) throw new Error(`Backup not found: ${file}`);
  if (!statSync(file).isFile()) throw new Error(`${file} is not a file.`);
  return withDatabase(file, (backup) => {
    if (!isLatchkeys(backup)) throw new Error(`${file} is not a backup of Latchkey.`);
    if (!isIntact(backup)) throw new Error(`${file} is damaged. Don't restore it.`);
    const count = (table: string) => backup.prepare(`select count(*) from ${table}`).pluck().get() as number;
    return { users: count("users"), workspaces: count("workspaces"), keys: count("api_keys") };
  });
}

function isLatchkeys(handle: Database.Database): boolean {
  try {
    const tables = "select count(*) from sqlite_master where name in ('users', 'workspaces', 'api_keys')";
    return handle.prepare(tables).pluck().get() === 3;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "SQLITE_NOTADB") return false;
    throw code === "SQLITE_CORRUPT" ? new Error(`${handle.name} is damaged. Don't restore it.`) : error;
  }
}

function isIntact(handle: Database.Database): boolean {
  try {
    const orphans = handle.pragma("foreign_key_check") as unknown[];
    return handle.pragma("integrity_check", { simple: true }) === "ok" && orphans.length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("SQLITE_CORRUPT")) return false;
    throw error;
  }
}

function withDatabase<T>(file: string, work: (handle: Database.Database) => T): T {
  const handle = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    return work(handle);
  } finally {
    handle.close();
  }
}

function sync(file: string): void {
  const handle = openSync(file, "r");
  fsyncSync(handle);
  closeSync(handle);
}
