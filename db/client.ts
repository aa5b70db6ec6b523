import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { workerData } from "node:worker_threads";
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

/**
 * For the compactor's thread. What it writes is a copy of what is written already, so no commit of it waits for the disk.
 * The journal of its statements, which change many pages each, stays in memory: a file for it costs a third of their time.
 */
export function relaxWrites(): void {
  const control = sqlite()?.control;
  control?.pragma("synchronous = NORMAL");
  control?.pragma("temp_store = MEMORY");
  leaveCheckpoints();
}

const CHECKPOINT_FROM_BYTES = 32 * 2 ** 20;

/**
 * Takes SQLite's WAL into the database when it has grown: rarely, because a page that was changed often is copied once.
 * Writers go on during the first pass; they wait for the second one, which has little left to copy, so that the next
 * write begins the WAL anew.
 */
export function checkpoint(): void {
  if (env.database.dialect !== "sqlite") return;
  const bytes = statSync(`${env.database.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < CHECKPOINT_FROM_BYTES) return;
  const { control } = sqlite()!;
  control.pragma("wal_checkpoint(PASSIVE)");
  control.pragma("wal_checkpoint(TRUNCATE)");
}

/** Ends every connection; the next use opens anew. */
export async function close(): Promise<void> {
  const open = current;
  current = undefined;
  await open?.close();
}

function openSqlite(file: string): Connection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const control = openFile(file, "FULL", workerData?.waitBriefly ? SHORTEST_WAIT_MS : LONGEST_WAIT_MS);
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

function openFile(file: string, synchronous: "FULL" | "NORMAL", busyTimeoutMs: number): Database.Database {
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
