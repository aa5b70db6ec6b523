import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import type { MovedTable } from "#db/move/tables.ts";
import type { StoredValue } from "#db/move/values.ts";
import { openSqliteFile } from "#db/sqlite-file.ts";

/** Some rows of a table, and where to go on after them. */
export interface Chunk {
  rows: StoredValue[][];
  last: string;
}

const CHUNK_ROWS = 2000;
/** Rows with large values, such as a logo, come in smaller chunks. */
const CHUNK_CHARACTERS = 4_000_000;

/**
 * The SQLite database that is moved. It keeps SQLite's write lock, so that nothing changes meanwhile, not even by the command
 * line.
 */
export class MoveSource {
  readonly handle: Database.Database;

  /** Throws if another process is writing. */
  constructor(file: string) {
    this.handle = openSqliteFile(file, "FULL");
    this.handle.pragma("wal_checkpoint(TRUNCATE)");
    this.handle.exec("begin immediate");
  }

  close(): void {
    this.handle.close();
  }

  /** Something that no other installation has: its first workspace, which keeps its row forever. Empty if it has none. */
  installation(): string {
    const first = "select id from workspaces order by rowid limit 1";
    return (this.handle.prepare(first).pluck().get() as string | undefined) ?? "";
  }

  /** Something that changes with each write. It can also change without one. */
  state(): string {
    const { size, mtimeNs, ino } = statSync(this.handle.name, { bigint: true });
    const wal = statSync(`${this.handle.name}-wal`, { throwIfNoEntry: false });
    return [ino, size, mtimeNs, wal?.size ?? 0].join("-");
  }

  count({ name }: MovedTable): number {
    return this.handle.prepare(`select count(*) from "${name}"`).pluck().get() as number;
  }

  /** All rows of a table after a place, in chunks, in the order in which they are stored. */
  *chunks({ name, columns, order }: MovedTable, after: string | null): Generator<Chunk> {
    const places = order.map((column) => `"${column}"`).join(", ");
    const selected = columns.map((column) => `"${column.name}"`).join(", ");
    const values = after === null ? [] : toPlace(after);
    const where = after === null ? "" : `where (${places}) > (${values.map(() => "?").join(", ")})`;
    const rows = this.handle
      .prepare(`select ${places}, ${selected} from "${name}" ${where} order by ${places}`)
      .raw()
      .safeIntegers()
      .iterate(...values) as Iterable<StoredValue[]>;
    let chunk: StoredValue[][] = [];
    let place: StoredValue[] = [];
    let characters = 0;
    for (const row of rows) {
      place = row.slice(0, order.length);
      chunk.push(row.slice(order.length));
      for (const value of row) if (typeof value === "string") characters += value.length;
      if (chunk.length < CHUNK_ROWS && characters < CHUNK_CHARACTERS) continue;
      yield { rows: chunk, last: toText(place) };
      [chunk, characters] = [[], 0];
    }
    if (chunk.length > 0) yield { rows: chunk, last: toText(place) };
  }
}

const toText = (place: StoredValue[]) =>
  JSON.stringify(place.map((value) => (typeof value === "bigint" ? { number: String(value) } : value)));

const toPlace = (text: string): StoredValue[] =>
  (JSON.parse(text) as ({ number: string } | string)[]).map((value) =>
    typeof value === "string" ? value : BigInt(value.number),
  );
