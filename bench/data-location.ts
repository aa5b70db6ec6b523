import { mkdtempSync } from "node:fs";
import { join } from "node:path";

/** Where a server keeps its data: a directory, and optionally its own PostgreSQL server. */
export interface DataLocation {
  dataDir: string;
  postgresql: { url: string; pid: number } | null;
}

/** Creates an empty location for SQLite. */
export function newDataLocation(runDirectory: string): DataLocation {
  return { dataDir: mkdtempSync(join(runDirectory, "data-")), postgresql: null };
}

/** The environment of a program that uses this data. */
export function environmentOf({ dataDir, postgresql }: DataLocation): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, DATABASE_URL: postgresql?.url ?? "", ENV_FILE: "" };
  return env as unknown as NodeJS.ProcessEnv;
}
