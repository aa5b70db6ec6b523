import { isUnavailable } from "#db/faults.ts";
import { lockInstance } from "#db/instance-lock.ts";
import { migrateTarget } from "#db/migrate.ts";
import { restoreIndexes } from "#db/move/indexes.ts";
import * as progress from "#db/move/progress.ts";
import { MoveSource } from "#db/move/source.ts";
import { movedTables } from "#db/move/tables.ts";
import { connectTarget, firstTable, placeOf } from "#db/move/target.ts";
import { env } from "#env.ts";
import { completeTables, copyRows, findDifference, type Move } from "#lib/move/copy.ts";
import { compactAll } from "#lib/request-log/compaction.ts";

/** How far a move is: which table it is at, and how many rows of how many are done in this phase. */
export interface MoveState {
  phase: "copying" | "indexing" | "checking";
  table: string;
  rows: number;
  ofRows: number;
}

/** What was moved. */
export interface Moved {
  /** Host, port and name of the database. */
  to: string;
  rows: number;
  /** The number of rows of each table. */
  tables: Record<string, number>;
  /** Whether an earlier run had begun it. */
  resumed: boolean;
  /** Whether an earlier run had finished it, so that nothing was left to do. */
  alreadyMoved: boolean;
}

/**
 * Copies everything of this installation from SQLite to an empty PostgreSQL database, and then compares every row. Rows that
 * are staged are compacted first, as at every start; nothing else is written to SQLite. After an interruption, the same call
 * goes on. Throws an error with one sentence if a database can't be used.
 */
export async function moveTo(url: string, file: string, onState: (state: MoveState) => void): Promise<Moved> {
  const target = await connectTarget(url, env.lockWaitSeconds * 1000);
  try {
    const lock = await lockInstance(() => {});
    if (!lock)
      throw new Error(
        "A Latchkey server or another move uses this SQLite database. Stop it, then run this command again.",
      );
    try {
      return await moveLocked({ url, file, target }, onState);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw isUnavailable(error) ? interrupted(error as Error) : error;
  } finally {
    await target.end();
  }
}

const interrupted = (error: Error) =>
  new Error(`The move was interrupted: ${error.message}. Run the same command again: it goes on from there.`);

interface Opened {
  url: string;
  file: string;
  target: Move["target"];
}

async function moveLocked(
  { url, file, target }: Opened,
  onState: (state: MoveState) => void,
): Promise<Moved> {
  compactAll(file);
  const source = new MoveSource(file);
  try {
    const found = await recordOf(target);
    const now = { installation: source.installation(), sourceState: source.state(), beganAtMs: Date.now() };
    const same = found?.sourceState === now.sourceState;
    await requireUsable(url, target, found, now);
    const alreadyMoved = found?.finished ?? false;
    const resumed = found?.prepared === true && same;
    if (!found) await progress.begin(target, now);
    // A newer version's migrations expect the tables as they were.
    else if (!alreadyMoved && !resumed) await restoreIndexes(target);
    if (!alreadyMoved) await migrateTarget(url);
    const tables = await movedTables(source.handle, target);
    if (!alreadyMoved && !resumed) await progress.prepare(target, tables, now);
    const beganAtMs = resumed ? found.beganAtMs : now.beganAtMs;
    const counts = Object.fromEntries(tables.map((table) => [table.name, source.count(table)]));
    if (!alreadyMoved) await copyAndCheck({ source, target, tables, beganAtMs }, counts, onState);
    return { to: placeOf(url), rows: sum(counts), tables: counts, resumed, alreadyMoved };
  } finally {
    source.close();
  }
}

/** The record of a move into this database. A finished one whose tables were deleted since is deleted, too. */
async function recordOf(target: Move["target"]): Promise<progress.MoveRecord | null> {
  const found = await progress.readRecord(target);
  if (!found?.finished || (await firstTable(target))) return found;
  await progress.forget(target);
  return null;
}

/** Throws if the database has anything but a move of this installation. */
async function requireUsable(
  url: string,
  target: Move["target"],
  found: progress.MoveRecord | null,
  { installation, sourceState }: Pick<progress.MoveRecord, "installation" | "sourceState">,
): Promise<void> {
  const place = placeOf(url);
  if (found?.finished && found.sourceState === sourceState) return;
  const table = found && !found.finished ? null : await firstTable(target);
  if (table)
    throw new Error(
      `The database at ${place} isn't empty: it has a table ${table}. Create an empty database for the move.`,
    );
  if (found && found.installation !== installation && found.installation !== "")
    throw new Error(
      `The database at ${place} has the unfinished move of another installation. Create an empty database for the move.`,
    );
}

async function copyAndCheck(
  move: Move,
  counts: Record<string, number>,
  onState: (state: MoveState) => void,
): Promise<void> {
  const ofRows = sum(counts);
  const counting = (phase: MoveState["phase"]) => {
    let done = 0;
    return ({ name }: { name: string }, rows: number) => {
      done += rows;
      onState({ phase, table: name, rows: done, ofRows });
    };
  };
  await copyRows(move, counting("copying"));
  onState({ phase: "indexing", table: "", rows: 0, ofRows });
  await completeTables(move);
  const difference = await findDifference(move, counting("checking"));
  if (difference) {
    await progress.beginAgainNextTime(move.target);
    throw new Error(`The copy is wrong: ${difference}. Run the same command again: it starts over.`);
  }
  await progress.finish(move.target);
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);
