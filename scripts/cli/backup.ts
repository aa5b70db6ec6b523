import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Cli } from "./command.ts";
import { did, Refusal } from "./output.ts";
import { counted } from "./people.ts";

export function addBackup(cli: Cli): void {
  const backup = cli.command("backup").helpCommand(false) as Cli;
  backup
    .summary("write a consistent copy of the SQLite database")
    .description(
      "Writes a consistent, checked copy of the SQLite database to a new file. The server can keep running.",
    )
    .argument("FILE", "", path)
    .does(
      async ([file]: [string]) => {
        const { env } = await import("#env.ts");
        if (env.database.dialect === "postgresql")
          throw new Refusal(
            'Back up PostgreSQL with its own tool: pg_dump --format=custom --file=FILE "$DATABASE_URL"',
          );
        const { backUp } = await import("#db/backup.ts");
        backUp(env.database.file, file);
        const { noteBackup } = await import("#lib/readiness/recovery.ts");
        noteBackup(new Date());
        return did(`Backed up to ${file}.`, { file });
      },
      { database: false },
    );
  addRecord(backup);
  addVerify(backup);
}

function addRecord(backup: Cli): void {
  (backup.command("record") as Cli)
    .summary("note that PostgreSQL was just backed up")
    .description(
      "Notes that a backup of PostgreSQL was just written, so that the checklist and doctor can say how old the last one is. Run it after pg_dump.",
    )
    .does(
      async () => {
        const { env } = await import("#env.ts");
        if (env.database.dialect === "sqlite")
          throw new Refusal("The database is SQLite. Back it up with npm run cli -- backup FILE.");
        const { noteBackup } = await import("#lib/readiness/recovery.ts");
        if (!noteBackup(new Date())) throw new Refusal(`Can't write to ${env.dataDir}.`);
        return did("Noted that the database was backed up.");
      },
      { database: false },
    );
}

function addVerify(backup: Cli): void {
  (backup.command("verify") as Cli)
    .summary("check a backup")
    .description("Checks that a backup is complete, and says what it contains.")
    .argument("FILE", "", path)
    .does(
      async ([file]: [string]) => {
        const { verifyBackup } = await import("#db/backup.ts");
        const found = verifyBackup(file);
        const { users, workspaces, keys } = found;
        const content = [counted(users, "user"), counted(workspaces, "workspace"), counted(keys, "key")];
        return did(`${file} is complete: ${content.join(", ")}.`, { file, ...found });
      },
      { database: false },
    );
}

// npm runs this in the project's folder, but a relative path refers to the folder where the user ran npm.
function path(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("must be the path of a file.");
  return resolve(process.env.INIT_CWD ?? ".", text);
}
