import { mkdtempSync } from "node:fs";
import { join } from "node:path";

/** Where a server keeps its data: a directory, and perhaps a PostgreSQL server of its own. */
export interface Place {
  dataDir: string;
  postgresql: { url: string; pid: number } | null;
}

/** An empty place on SQLite. */
export function newPlace(runDirectory: string): Place {
  return { dataDir: mkdtempSync(join(runDirectory, "data-")), postgresql: null };
}

/** The environment of a program that works on a place. */
export function environmentOf({ dataDir, postgresql }: Place): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, DATABASE_URL: postgresql?.url ?? "", ENV_FILE: "" };
  return env as unknown as NodeJS.ProcessEnv;
}
