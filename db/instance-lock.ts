import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { env } from "#lib/env.ts";

const INSTANCE_LOCK = 7_263_002;

/**
 * Limits are decided in this process's memory, so a second process on the same store would hand out second limits.
 * Holds a lock that the operating system (SQLite) or the server (PostgreSQL) gives back however this process ends.
 * Returns the release, or null when another instance holds it.
 */
export async function lockInstance(): Promise<(() => Promise<void>) | null> {
  return env.database.dialect === "sqlite"
    ? lockFile(`${env.database.file}.instance`)
    : lockSession(env.database.url);
}

function lockFile(file: string) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = new Database(file, { timeout: 0 });
  chmodSync(file, 0o600);
  try {
    handle.exec("BEGIN EXCLUSIVE");
  } catch {
    handle.close();
    return null;
  }
  return async () => void handle.close();
}

async function lockSession(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
  // Losing this connection is losing the lock: nothing is decided any more without it, see server.ts.
  await client.connect();
  const { rows } = await client.query("select pg_try_advisory_lock($1) as held", [INSTANCE_LOCK]);
  if (rows[0].held) {
    client.on("error", () => {});
    return () => client.end();
  }
  await client.end();
  return null;
}
