import type pg from "pg";
import { inTransaction } from "#db/move/in-transaction.ts";
import { removeIndexes } from "#db/move/indexes.ts";
import type { MovedTable } from "#db/move/tables.ts";
import { MOVE_SCHEMA } from "#db/unfinished-move.ts";

/** A move, as the database that it fills remembers it. */
export interface MoveRecord {
  /** Which installation is moved (`MoveSource.installation`). */
  installation: string;
  /** The state of the source (`MoveSource.state`) when copying began. */
  sourceState: string;
  beganAtMs: number;
  /** Whether the tables exist and were emptied, so that rows can be copied. */
  prepared: boolean;
  finished: boolean;
}

/** How far a table is copied. */
export interface TableProgress {
  /** The place in the source after which copying goes on. */
  last: string;
  rows: number;
}

/** Reads the record of a move into this database. Null if there was none. */
export async function readRecord(target: pg.ClientBase): Promise<MoveRecord | null> {
  const known = await target.query(`select to_regclass('${MOVE_SCHEMA}.moves') as name`);
  if (!known.rows[0].name) return null;
  const { rows } = await target.query(
    `select installation, source_state as "sourceState", began_at_ms::float8 as "beganAtMs", prepared,
       finished_at is not null as finished from ${MOVE_SCHEMA}.moves`,
  );
  return rows[0] ?? null;
}

/** Notes that a move has begun. From here on, no server starts on this database until the move is finished. */
export async function begin(
  target: pg.ClientBase,
  { installation, sourceState, beganAtMs }: Omit<MoveRecord, "prepared" | "finished">,
): Promise<void> {
  await inTransaction(target, async () => {
    await target.query(`
      create schema ${MOVE_SCHEMA};
      create table ${MOVE_SCHEMA}.moves (
        only_one boolean primary key default true check (only_one), installation text not null,
        source_state text not null, began_at_ms bigint not null, prepared boolean not null default false,
        finished_at timestamptz);
      create table ${MOVE_SCHEMA}.tables (name text primary key, last text not null, rows bigint not null);
      create table ${MOVE_SCHEMA}.indexes (definition text primary key);`);
    await target.query(
      `insert into ${MOVE_SCHEMA}.moves (installation, source_state, began_at_ms) values ($1, $2, $3)`,
      [installation, sourceState, beganAtMs],
    );
  });
}

/** Empties all tables, so that copying begins with the first row: of a new move, or again after the source has changed. */
export async function prepare(
  target: pg.ClientBase,
  tables: MovedTable[],
  { installation, sourceState, beganAtMs }: Omit<MoveRecord, "prepared" | "finished">,
): Promise<void> {
  await inTransaction(target, async () => {
    await target.query(`truncate table ${tables.map(({ name }) => `"${name}"`).join(", ")}`);
    await target.query(`delete from ${MOVE_SCHEMA}.tables`);
    await removeIndexes(target);
    await target.query(
      `update ${MOVE_SCHEMA}.moves set installation = $1, source_state = $2, began_at_ms = $3, prepared = true`,
      [installation, sourceState, beganAtMs],
    );
  });
}

/** Notes that the next run has to begin with the first row. */
export async function beginAgainNextTime(target: pg.ClientBase): Promise<void> {
  await target.query(`update ${MOVE_SCHEMA}.moves set prepared = false`);
}

/** Notes that everything is moved, so that servers can start. */
export async function finish(target: pg.ClientBase): Promise<void> {
  await target.query("set synchronous_commit = on");
  await target.query(`update ${MOVE_SCHEMA}.moves set finished_at = now()`);
}

/** Deletes the record of a move. */
export async function forget(target: pg.ClientBase): Promise<void> {
  await target.query(`drop schema ${MOVE_SCHEMA} cascade`);
}

export async function readProgress(target: pg.ClientBase): Promise<Map<string, TableProgress>> {
  const { rows } = await target.query(`select name, last, rows::float8 as rows from ${MOVE_SCHEMA}.tables`);
  return new Map(rows.map(({ name, last, rows: count }) => [name, { last, rows: count }]));
}

/** The start of a statement that inserts rows of the table $1: it also notes its progress, $2 and $3 more rows. */
export const WITH_PROGRESS = `
  with progress as (
    insert into ${MOVE_SCHEMA}.tables as t (name, last, rows) values ($1, $2, $3)
    on conflict (name) do update set last = excluded.last, rows = t.rows + excluded.rows)`;
