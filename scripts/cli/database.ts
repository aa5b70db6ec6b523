import { existsSync } from "node:fs";
import { Refusal } from "./output.ts";

let opened = false;

/** Notes that connections are open, so that they are closed in the end. */
export function noteOpen(): void {
  opened = true;
}

/** Checks that the database exists and has this version's tables, before a command uses it. */
export async function openDatabase(): Promise<void> {
  const { env } = await import("#env.ts");
  const { schemaState } = await import("#db/schema-state.ts");
  const { database } = env;
  if (database.dialect === "sqlite" && !existsSync(database.file))
    throw new Refusal(
      `There is no database at ${database.file}. Start the server once, or set DATA_DIR or DATABASE_URL.`,
    );
  noteOpen();
  const { hasUnfinishedMove, UNFINISHED_MOVE } = await import("#db/unfinished-move.ts");
  if (await hasUnfinishedMove()) throw new Refusal(UNFINISHED_MOVE);
  const { missing, newer } = await schemaState();
  if (newer)
    throw new Refusal("The database has the tables of a newer version. Use the CLI of that version.");
  if (missing > 0)
    throw new Refusal("The database has the tables of an older version. Start this version's server once.");
}

/** Closes the connections of `openDatabase`. */
export async function closeIfOpen(): Promise<void> {
  if (!opened) return;
  const { close } = await import("#db/client.ts");
  await close();
}
