import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as drizzlePostgresql, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
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

// Next and server.ts hold separate copies of this module in one process; the connection is shared.
const shared = globalThis as { latchkeyConnection?: Connection };

function connection(): Connection {
  shared.latchkeyConnection ??=
    env.database.dialect === "sqlite" ? openSqlite(env.database.file) : openPostgresql(env.database.url);
  return shared.latchkeyConnection;
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

/** What this thread writes is a copy of what is written already: no commit of it has to wait for the disk. */
export function relaxWrites(): void {
  sqlite()?.control.pragma("synchronous = NORMAL");
  leaveCheckpoints();
}

const PASSIVE_FROM_BYTES = 4 * 2 ** 20;
const RESTART_FROM_BYTES = 64 * 2 ** 20;

/**
 * Takes SQLite's WAL into the database when it has grown. Writers go on meanwhile; only a long WAL makes them wait a
 * moment, so that the next write begins it anew: else it would grow for as long as nobody stops writing.
 */
export function checkpoint(): void {
  if (env.database.dialect !== "sqlite") return;
  const bytes = statSync(`${env.database.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < PASSIVE_FROM_BYTES) return;
  const { control } = sqlite()!;
  control.pragma("wal_checkpoint(PASSIVE)");
  if (bytes >= RESTART_FROM_BYTES) control.pragma("wal_checkpoint(TRUNCATE)");
}

/** Ends every connection; the next use opens anew. */
export async function close(): Promise<void> {
  const open = shared.latchkeyConnection;
  shared.latchkeyConnection = undefined;
  await open?.close();
}

function openSqlite(file: string): Connection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const control = openFile(file, "FULL");
  const log = openFile(file, "NORMAL", 0);
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

function openFile(file: string, synchronous: "FULL" | "NORMAL", busyTimeoutMs = 5000): Database.Database {
  const handle = new Database(file, { timeout: busyTimeoutMs });
  handle.pragma("journal_mode = WAL");
  handle.pragma(`synchronous = ${synchronous}`);
  handle.pragma("foreign_keys = ON");
  return handle;
}

function openPostgresql(url: string): Connection {
  const pool = openPool(url, { max: 10 });
  const log = openPool(url, { max: APPENDS_AT_ONCE, min: 1, onConnect: keepPlans });
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

// An append is planned once a connection: how many rows it has makes no difference, and planning takes longer than a row.
const keepPlans = (client: pg.ClientBase) => client.query("set plan_cache_mode = force_generic_plan");
