import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";

/**
 * The schema in which a move from SQLite keeps how far it is (db/move/progress.ts). It isn't one of this version's tables,
 * so no migration knows it.
 */
export const MOVE_SCHEMA = "latchkey_move";

export const UNFINISHED_MOVE =
  "This PostgreSQL database is only half moved from SQLite. Run npm run cli -- move again, with the settings of the SQLite installation: it goes on where it stopped.";

/** Whether this database is one that a move from SQLite hasn't completed, so that nobody may work with it. */
export async function hasUnfinishedMove(): Promise<boolean> {
  if (sqlite()) return false;
  const table = await db().execute(sql`select to_regclass(${`${MOVE_SCHEMA}.moves`}) as name`);
  if (!table.rows[0]?.name) return false;
  const { rows } = await db().execute(
    sql`select from ${sql.identifier(MOVE_SCHEMA)}.moves where finished_at is null`,
  );
  return rows.length > 0;
}
