import { AsyncLocalStorage } from "node:async_hooks";
import { dirname } from "node:path";
import { workerData } from "node:worker_threads";
import type Database from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as drizzlePostgresql, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { rememberPlace } from "#db/file-place.ts";
import { makeFolder } from "#db/make-folder.ts";
import { openSqliteFile } from "#db/sqlite-file.ts";
import { addStopCheck, requireWanted } from "#db/stop-check.ts";
import { env } from "#env.ts";

/** A database or one of its transactions. PostgreSQL's type is used for both engines (see dialect.ts). */
export type Db = NodePgDatabase<Record<string, never>>;

/** SQLite's two connections. */
export interface Sqlite {
  /** For everything except appends to the request log. */
  control: Database.Database;
  /** For appends to the request log. A crash loses nothing; a power cut may lose the last moments. Never waits for locks. */
  log: Database.Database;
  /** Throws if the file isn't where it was opened any more. */
  requireInPlace(): void;
}

/** PostgreSQL's connections in addition to those of `db`. */
export interface Postgresql {
  /** For transactions, which wait for each other's locks, so that they never keep a look-up waiting for a connection. */
  changes: Db;
  /** For appends to the request log, so that slow queries can't keep them waiting for a connection. */
  log: pg.Pool;
  /** For decisions of a cluster, so that appends don't wait for them. Used only there. */
  decisions: pg.Pool;
  /** For locks that are held while other connections work. */
  locks: pg.Pool;
  /** For statements that may take long, so that they never keep a request's look-up waiting for a connection. */
  reads: pg.Pool;
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

/** The database. It is opened on first use. */
export function db(): Db {
  return connection().db;
}

const reading = new AsyncLocalStorage<{ on: Db; stop: AbortSignal }>();

/**
 * The database for a statement that may take long: the connection that `readOn` was called with, if it was. Throws if nobody
 * waits for the result any more, because a read that is stopped between two of its statements would go on with the next.
 */
export function readDb(): Db {
  const read = reading.getStore();
  read?.stop.throwIfAborted();
  requireWanted();
  return read?.on ?? db();
}

/** Runs the statements of `work` that use `readDb` on one of PostgreSQL's connections, until the signal is aborted. */
export const readOn = <T>(client: pg.PoolClient, stop: AbortSignal, work: () => Promise<T>): Promise<T> =>
  reading.run({ on: drizzlePostgresql({ client }), stop }, work);

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

/** Makes SQLite's driver wait only briefly for a lock, because it blocks the thread meanwhile (see `retryWhileLocked`). */
export function waitBriefly(): void {
  sqlite()?.control.pragma(`busy_timeout = ${SHORTEST_WAIT_MS}`);
}

/** A query that is prepared once per process. It takes about an eighth of the time of an unprepared one. */
export function prepared<T>(name: string, build: (db: Db, name: string) => T): T {
  const { prepared: known, db: handle } = connection();
  if (!known.has(name)) known.set(name, build(handle, name));
  return known.get(name) as T;
}

/** Turns off SQLite's automatic checkpoints in this thread, so that its statements don't wait for them. */
export function leaveCheckpoints(): void {
  const handles = sqlite();
  for (const handle of handles ? [handles.control, handles.log] : []) handle.pragma("wal_autocheckpoint = 0");
}

/** Closes all connections. The next use opens the database again. */
export async function close(): Promise<void> {
  const open = current;
  current = undefined;
  await open?.close();
}

function openSqlite(file: string): Connection {
  makeFolder(dirname(file));
  const control = openSqliteFile(file, "FULL", workerData?.waitBriefly ? SHORTEST_WAIT_MS : LONGEST_WAIT_MS);
  const log = openSqliteFile(file, "NORMAL", 0);
  addStopCheck(control);
  return {
    db: drizzleSqlite({ client: control }) as unknown as Db,
    sqlite: { control, log, requireInPlace: rememberPlace(file) },
    postgresql: null,
    prepared: new Map(),
    close: async () => {
      log.close();
      control.close();
    },
  };
}

function openPostgresql(url: string): Connection {
  const pool = openPool(url, { max: STATEMENTS_AT_ONCE });
  const changes = openPool(url, { max: CHANGES_AT_ONCE });
  const log = openPool(url, { max: APPENDS_AT_ONCE, min: 1, onConnect: prepareAppends });
  const decisions = openPool(url, { max: DECISIONS_AT_ONCE, onConnect: prepareAppends });
  const locks = openPool(url, { max: LOCKS_AT_ONCE });
  const reads = openPool(url, {
    max: READS_AT_ONCE,
    statement_timeout: LONGEST_READ_MS,
    query_timeout: LONGEST_READ_MS + 1000,
  });
  return {
    db: drizzlePostgresql({ client: pool }),
    sqlite: null,
    postgresql: { changes: drizzlePostgresql({ client: changes }), log, decisions, locks, reads },
    prepared: new Map(),
    close: async () => {
      await log.end();
      await decisions.end();
      await locks.end();
      await reads.end();
      await changes.end();
      await pool.end();
    },
  };
}

/** The maximum number of concurrent statements outside transactions, on PostgreSQL. */
const STATEMENTS_AT_ONCE = 5;

/** The maximum number of concurrent transactions, on PostgreSQL. */
export const CHANGES_AT_ONCE = 5;

/** The maximum number of concurrent appends to the request log on PostgreSQL. */
export const APPENDS_AT_ONCE = 2;

/** The maximum number of concurrent statements that decide limits, if PostgreSQL does. */
export const DECISIONS_AT_ONCE = 2;

/** The maximum number of workspaces whose keys are locked at the same time. */
const LOCKS_AT_ONCE = 2;

/** The maximum number of concurrent statements that may take long, on PostgreSQL. */
export const READS_AT_ONCE = 2;
/** The longest that one of them may take. */
export const LONGEST_READ_MS = 15_000;

function openPool(url: string, options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: 3000,
    query_timeout: 10_000,
    ...options,
  });
  // Without listeners, an error of an idle connection would end the process. The next query reports the error anyway.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

// Plans the append statement once per connection. The best plan doesn't depend on the number of rows, and planning takes
// longer than inserting a row. The server's timeout is shorter than this process's, so that a request is rarely logged
// although it was rejected. Whatever the database's defaults are, each statement of a cluster's functions has to see what
// was committed before it.
const prepareAppends = (client: pg.ClientBase) =>
  client.query(
    "set plan_cache_mode = force_generic_plan; set statement_timeout = '9s'; set default_transaction_isolation = 'read committed'",
  );
