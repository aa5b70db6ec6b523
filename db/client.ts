import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { workerData } from "node:worker_threads";
import type Database from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as drizzlePostgresql, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { openSqliteFile } from "#db/sqlite-file.ts";
import { env } from "#env.ts";

/** A database or a transaction of it. PostgreSQL's type stands for both engines (see dialect.ts). */
export type Db = NodePgDatabase<Record<string, never>>;

/** SQLite's two connections, for what only that engine needs: synchronous transactions and the request log's own file handle. */
export interface Sqlite {
  control: Database.Database;
  /** Appends the request log: a crash loses nothing, a power cut may lose its last moments. Waits for no other writer. */
  log: Database.Database;
}

/** PostgreSQL's connections, beside those of `db`. */
export interface Postgresql {
  /** Appends the request log: no slow reading keeps an append waiting for a connection. */
  log: pg.Pool;
}

interface Connection {
  db: Db;
  sqlite: Sqlite | null;
  postgresql: Postgresql | null;
  prepared: Map<string, unknown>;
  close(): Promise<void>;
}

let current: Connection | undefined;

function connection(): Connection {
  current ??=
    env.database.dialect === "sqlite" ? openSqlite(env.database.file) : openPostgresql(env.database.url);
  return current;
}

/** The database, opened at first use. */
export function db(): Db {
  return connection().db;
}

/** SQLite's connections; null on PostgreSQL. */
export function sqlite(): Sqlite | null {
  return connection().sqlite;
}

/** PostgreSQL's connections; null on SQLite. */
export function postgresql(): Postgresql | null {
  return connection().postgresql;
}

const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 5000;

/** For a process that answers others meanwhile: SQLite's driver must not wait long for a lock (see `retryWhileLocked`). */
export function waitBriefly(): void {
  sqlite()?.control.pragma(`busy_timeout = ${SHORTEST_WAIT_MS}`);
}

/** A query prepared once per process: about an eighth of an unprepared one's time. */
export function prepared<T>(name: string, build: (db: Db, name: string) => T): T {
  const { prepared: known, db: handle } = connection();
  if (!known.has(name)) known.set(name, build(handle, name));
  return known.get(name) as T;
}

/** From now on the compactor takes the WAL in, and no statement of this thread stops for it. */
export function leaveCheckpoints(): void {
  const handles = sqlite();
  for (const handle of handles ? [handles.control, handles.log] : []) handle.pragma("wal_autocheckpoint = 0");
}

/** Ends every connection; the next use opens anew. */
export async function close(): Promise<void> {
  const open = current;
  current = undefined;
  await open?.close();
}

function openSqlite(file: string): Connection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const control = openSqliteFile(file, "FULL", workerData?.waitBriefly ? SHORTEST_WAIT_MS : LONGEST_WAIT_MS);
  const log = openSqliteFile(file, "NORMAL", 0);
  return {
    db: drizzleSqlite({ client: control }) as unknown as Db,
    sqlite: { control, log },
    postgresql: null,
    prepared: new Map(),
    close: async () => {
      log.close();
      control.close();
    },
  };
}

function openPostgresql(url: string): Connection {
  const pool = openPool(url, { max: 10 });
  const log = openPool(url, { max: APPENDS_AT_ONCE, min: 1, onConnect: prepareAppends });
  return {
    db: drizzlePostgresql({ client: pool }),
    sqlite: null,
    postgresql: { log },
    prepared: new Map(),
    close: async () => {
      await log.end();
      await pool.end();
    },
  };
}

/** The most appends to the request log that PostgreSQL is given at once. */
export const APPENDS_AT_ONCE = 2;

function openPool(url: string, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: 3000,
    query_timeout: 10_000,
    ...options,
  });
  // A connection that the server ends must not end this process, idle or in a transaction: the query tells, or the next.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

// An append is planned once per connection: planning takes longer than a row, and the number of rows makes no difference.
// The server gives up before this process does, so that a refused request is seldom logged all the same.
const prepareAppends = (client: pg.ClientBase) =>
  client.query("set plan_cache_mode = force_generic_plan; set statement_timeout = '9s'");
