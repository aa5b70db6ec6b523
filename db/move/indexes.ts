import type pg from "pg";
import { inTransaction } from "#db/move/in-transaction.ts";
import { MOVE_SCHEMA } from "#db/unfinished-move.ts";

// Creating an index of many rows at once is faster than adding row by row. What a primary key or a unique column needs
// stays, because rows are found and refused by it.
const REMOVABLE = `
  select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and not i.indisunique`;

/** Removes the indexes that only make queries fast, and remembers them. Runs in a transaction of its caller. */
export async function removeIndexes(target: pg.ClientBase): Promise<void> {
  const { rows } = await target.query<{ name: string; definition: string }>(REMOVABLE);
  for (const { name, definition } of rows) {
    await target.query(`insert into ${MOVE_SCHEMA}.indexes (definition) values ($1)`, [definition]);
    await target.query(`drop index ${name}`);
  }
}

/** Creates the removed indexes again that don't exist yet. */
export async function restoreIndexes(target: pg.ClientBase): Promise<void> {
  const { rows } = await target.query<{ definition: string }>(
    `select definition from ${MOVE_SCHEMA}.indexes`,
  );
  for (const { definition } of rows)
    await inTransaction(target, async () => {
      await target.query(definition);
      await target.query(`delete from ${MOVE_SCHEMA}.indexes where definition = $1`, [definition]);
    });
}
