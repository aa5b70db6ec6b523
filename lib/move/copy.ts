import type pg from "pg";
import { restoreIndexes } from "#db/move/indexes.ts";
import { readProgress } from "#db/move/progress.ts";
import { firstDifference, firstRefused, insertRows } from "#db/move/rows.ts";
import type { MoveSource } from "#db/move/source.ts";
import type { MovedTable } from "#db/move/tables.ts";
import { type MovedRow, type StoredValue, toMovedRow } from "#db/move/values.ts";
import { countedHours } from "#lib/move/counted-hours.ts";

/** A move in progress: both databases, and the tables in the order in which they are filled. */
export interface Move {
  source: MoveSource;
  target: pg.Client;
  tables: MovedTable[];
  beganAtMs: number;
}

/** Is called whenever more rows of a table are done. */
export type OnRows = (table: MovedTable, rows: number) => void;

/** Copies what isn't copied yet. It can be interrupted at any moment, and goes on with the rows that are missing. */
export async function copyRows(move: Move, onRows: OnRows): Promise<void> {
  const { source, target, tables } = move;
  const progress = await readProgress(target);
  for (const table of tables) {
    const { last = null, rows: copied = 0 } = progress.get(table.name) ?? {};
    if (copied > 0) onRows(table, copied);
    await overlapped(source.chunks(table, last), (chunk) => {
      const rows = convert(move, table, chunk.rows);
      return async () => {
        await insertRows(target, table, rows, chunk.last).catch((error) => refuse(move, table, rows, error));
        onRows(table, rows.length);
      };
    });
  }
}

/** Creates the indexes, and lets PostgreSQL find out how large the tables are, as the server needs it. */
export async function completeTables({ target, tables }: Move): Promise<void> {
  await restoreIndexes(target);
  for (const { name } of tables) await target.query(`analyze "${name}"`);
}

/** Reads every row again, and compares it with PostgreSQL's. Returns what differs, as a sentence, or null. */
export async function findDifference(move: Move, onRows: OnRows): Promise<string | null> {
  const { source, target, tables } = move;
  for (const table of tables) {
    let count = 0;
    let different: MovedRow | null = null;
    await overlapped(source.chunks(table, null), (chunk) => {
      const rows = convert(move, table, chunk.rows);
      return async () => {
        different ??= await firstDifference(target, table, rows);
        count += rows.length;
        onRows(table, rows.length);
      };
    });
    if (different) return `${nameOf(table, different)} isn't the same in both databases`;
    const found = await target.query(`select count(*)::float8 as n from "${table.name}"`);
    if (found.rows[0].n !== count) return `${table.name} has ${found.rows[0].n} rows instead of ${count}`;
  }
  return null;
}

/** While PostgreSQL works on a chunk, the next one is read and converted. */
async function overlapped<Item>(
  items: Iterable<Item>,
  prepare: (item: Item) => () => Promise<void>,
): Promise<void> {
  let running = Promise.resolve();
  try {
    for (const item of items) {
      const next = prepare(item);
      await running;
      running = next();
    }
  } finally {
    // Also if preparing an item fails: nothing may still be running when this returns.
    await running;
  }
}

function convert({ beganAtMs }: Move, table: MovedTable, rows: StoredValue[][]): MovedRow[] {
  return rows.map((values) => {
    try {
      const row = toMovedRow(table, values);
      return table.name === "key_hours_counted" ? countedHours(table, row, beganAtMs) : row;
    } catch (error) {
      const key = table.key.map((i) => String(values[i])).join(", ");
      throw new Error(unmovable(`${table.name} ${key}`, (error as Error).message));
    }
  });
}

/** Says which row is to blame, if PostgreSQL refuses one. */
async function refuse({ target }: Move, table: MovedTable, rows: MovedRow[], error: Error): Promise<never> {
  const { code = "" } = error as Error & { code?: string };
  // Classes: 22 data exception, 23 integrity constraint violation, 54 too large for a limit, such as nested too deeply.
  const refused = /^(2[23]|54)/.test(code) ? await firstRefused(target, table, rows) : null;
  if (!refused) throw error;
  throw new Error(unmovable(nameOf(table, refused.row), refused.why));
}

const unmovable = (what: string, why: string) =>
  `PostgreSQL can't store ${what}: ${why}. Change or delete it in the SQLite database, then run this command again.`;

const nameOf = ({ name, key }: MovedTable, row: MovedRow) => `${name} ${key.map((i) => row[i]).join(", ")}`;
