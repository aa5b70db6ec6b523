import type pg from "pg";
import { WITH_PROGRESS } from "#db/move/progress.ts";
import type { MovedTable } from "#db/move/tables.ts";
import { arrayTypeOf, fromElement, isSame, type MovedRow, toElement } from "#db/move/values.ts";
import { arrayOf } from "#db/queries/append-postgresql.ts";

/** Inserts rows, and notes in the same transaction that the table is copied up to `last`. */
export async function insertRows(
  target: pg.ClientBase,
  table: MovedTable,
  rows: MovedRow[],
  last: string,
): Promise<void> {
  await target.query(`${WITH_PROGRESS} ${insertOf(table, 4)}`, [
    table.name,
    last,
    rows.length,
    ...arraysOf(table, rows),
  ]);
}

/** Finds the first of these rows that PostgreSQL can't store, and why. Inserts nothing. */
export async function firstRefused(
  target: pg.ClientBase,
  table: MovedTable,
  rows: MovedRow[],
): Promise<{ row: MovedRow; why: string } | null> {
  await target.query("begin");
  try {
    for (const row of rows) {
      const why = await target.query(insertOf(table, 1), arraysOf(table, [row])).then(
        () => null,
        (error: Error) => error.message,
      );
      if (why !== null) return { row, why };
    }
    return null;
  } finally {
    await target.query("rollback");
  }
}

function insertOf({ name, columns }: MovedTable, first: number): string {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  const values = columns.map((column, i) => fromElement(column, `c${i}`)).join(", ");
  const arrays = columns.map((column, i) => `$${i + first}::${arrayTypeOf(column)}[]`).join(", ");
  const elements = columns.map((_, i) => `c${i}`).join(", ");
  return `insert into "${name}" (${names}) select ${values} from unnest(${arrays}) as given (${elements})`;
}

const arraysOf = ({ columns }: MovedTable, rows: MovedRow[]) =>
  columns.map((column, i) => arrayOf(rows, arrayTypeOf(column), (row) => row[i]!));

/** Compares rows with those that PostgreSQL has under the same keys. Returns the first that differs, or null. */
export async function firstDifference(
  target: pg.ClientBase,
  table: MovedTable,
  rows: MovedRow[],
): Promise<MovedRow | null> {
  const keys = table.key.map((i) => table.columns[i]!);
  const { rows: found } = await target.query<[number, ...(string | null)[]]>({
    text: selectOf(table),
    values: keys.map((column, k) => arrayOf(rows, arrayTypeOf(column), (row) => row[table.key[k]!]!)),
    rowMode: "array",
  });
  const byNumber = new Map(found.map(([number, ...values]) => [number, values]));
  return rows.find((row, i) => !equal(table, row, byNumber.get(i + 1))) ?? null;
}

function selectOf({ name, columns, key }: MovedTable): string {
  const keys = key.map((i) => columns[i]!);
  const arrays = keys.map((column, k) => `$${k + 1}::${arrayTypeOf(column)}[]`).join(", ");
  const elements = keys.map((_, k) => `c${k}`).join(", ");
  const same = keys.map((column, k) => `t."${column.name}" = ${fromElement(column, `given.c${k}`)}`);
  const values = columns.map((column) => toElement(column, `t."${column.name}"`)).join(", ");
  return `select given.n::int, ${values} from unnest(${arrays}) with ordinality as given (${elements}, n)
    join "${name}" t on ${same.join(" and ")}`;
}

const equal = ({ columns }: MovedTable, row: MovedRow, found: (string | null)[] | undefined) =>
  found !== undefined && columns.every((column, i) => isSame(column, row[i]!, found[i]!));
