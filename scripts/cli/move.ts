import type { MoveState } from "#lib/move/move.ts";
import type { Cli } from "./command.ts";
import { openDatabase } from "./database.ts";
import { did, printError, Refusal, type Result } from "./output.ts";
import { counted } from "./people.ts";

export function addMove(cli: Cli): void {
  const move = cli.command("move") as Cli;
  move
    .summary("move the installation from SQLite to PostgreSQL")
    .description(
      "Copies everything from SQLite to an empty PostgreSQL database, then compares every row. Stop the server first. SQLite isn't changed. After an interruption, the same command goes on. Other users of this machine can see arguments, so keep the password in PGPASSWORD or ~/.pgpass.",
    )
    .requiredOption("--to <URL>", "the database, such as postgresql://user@host/database")
    .does(async (_: [], { to }: { to: string }) => run(move, to), { database: false });
}

async function run(move: Cli, to: string): Promise<Result> {
  // The value isn't repeated, because it can have a password.
  const { isPostgresqlUrl } = await import("../../env-formats.ts");
  if (!isPostgresqlUrl(to))
    move.refuse(
      "--to must be a URL such as postgresql://user@host/database, with special characters percent-encoded.",
    );
  const { env } = await import("#env.ts");
  const { database } = env;
  if (database.dialect !== "sqlite")
    throw new Refusal("DATABASE_URL is already PostgreSQL. This command moves an installation from SQLite.");
  await openDatabase();
  const { moveTo } = await import("#lib/move/move.ts");
  const began = performance.now();
  const { to: place, ...moved } = await moveTo(to, database.file, reporter());
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const done = moved.alreadyMoved
    ? `Everything was already moved to ${place}.`
    : `Moved and compared ${counted(moved.rows, "row")} in ${counted(Object.keys(moved.tables).length, "table")} to ${place}, in ${seconds} s.`;
  return did(`${done}\n${NEXT.replaceAll("FILE", database.file)}`, {
    to: place,
    rows: moved.rows,
    seconds,
    resumed: moved.resumed,
    already_moved: moved.alreadyMoved,
    tables: moved.tables,
  });
}

const NEXT = `
Next:
1. Set DATABASE_URL to this URL, with the password. Keep DATA_DIR and all other settings.
2. Start the server, then run: npm run cli -- doctor, and: npm run cli -- audit verify
3. Keep FILE until you are sure.
   To go back, stop the server and remove DATABASE_URL: everything is as it was, without what
   happened on PostgreSQL. Never run a server on both.`;

const EVERY_MS = 5000;

/** Says how far the move is: when something begins, and every few seconds. */
function reporter(): (state: MoveState) => void {
  let [saidMs, phase, began, beganRows] = [0, "", 0, 0];
  return (state) => {
    const nowMs = performance.now();
    const begins = state.phase !== phase;
    if (begins) [phase, began, beganRows] = [state.phase, nowMs, state.rows];
    const ends = state.rows === state.ofRows;
    if (!begins && !ends && nowMs - saidMs < EVERY_MS) return;
    saidMs = nowMs;
    printError(lineOf(state, (nowMs - began) / 1000, beganRows));
  };
}

function lineOf({ phase, table, rows, ofRows }: MoveState, seconds: number, beganRows: number): string {
  if (phase === "indexing") return "Creating the indexes …";
  const number = (value: number) => Math.round(value).toLocaleString("en");
  const share = ofRows === 0 ? 100 : Math.floor((rows / ofRows) * 100);
  const speed = seconds < 1 ? "" : `, ${number((rows - beganRows) / seconds)} rows/s`;
  return `${phase === "copying" ? "Copying" : "Checking"} ${table}: ${number(rows)} of ${number(ofRows)} rows (${share} %)${speed}`;
}
