import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";

/**
 * The database of any version of the server, without that version's modules. The benchmark refers to its tables by
 * name.
 */
export interface Store {
  engine: "sqlite" | "postgresql";
  run(sql: string, ...values: unknown[]): Promise<void>;
  /** The first column of every row. */
  column<Value>(sql: string, ...values: unknown[]): Promise<Value[]>;
  close(): Promise<void>;
}

/** Opens the database of DATABASE_URL, or else the SQLite file in DATA_DIR. */
export function openStore(env: NodeJS.ProcessEnv, readonly = false): Promise<Store> {
  return env.DATABASE_URL ? openPostgresql(env.DATABASE_URL) : openSqlite(env.DATA_DIR!, readonly);
}

async function openSqlite(dataDir: string, readonly: boolean): Promise<Store> {
  const database = new Database(join(dataDir, "latchkey.db"), { readonly });
  if (!readonly) database.pragma("synchronous = OFF");
  database.pragma("cache_size = -400000");
  return {
    engine: "sqlite",
    run: async (sql, ...values) => void database.prepare(sql).run(values),
    column: async <Value>(sql: string, ...values: unknown[]) =>
      database.prepare(sql).pluck().all(values) as Value[],
    close: async () => {
      if (!readonly) database.pragma("wal_checkpoint(TRUNCATE)");
      database.close();
    },
  };
}

async function openPostgresql(url: string): Promise<Store> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {}); // a server that ends closes its connections: the next query fails
  await client.connect();
  const rows = async (sql: string, values: unknown[]) =>
    (await client.query({ text: sql, values, rowMode: "array" })).rows as unknown[][];
  return {
    engine: "postgresql",
    run: async (sql, ...values) => void (await rows(sql, values)),
    column: async <Value>(sql: string, ...values: unknown[]) =>
      (await rows(sql, values)).map(([first]) => first as Value),
    close: () => client.end(),
  };
}

/** The first of these names that the database has as a table or a view. */
export async function firstOf({ engine, column }: Store, ...names: string[]): Promise<string | undefined> {
  const known = await column<string>(
    engine === "sqlite"
      ? "select name from sqlite_master where type in ('table', 'view')"
      : "select table_name from information_schema.tables where table_schema = 'public'",
  );
  return names.find((name) => known.includes(name));
}

/** An SQL expression for a time, as the engine stores it. */
export const instant = ({ engine }: Store, ms: number) =>
  engine === "sqlite" ? String(ms) : `to_timestamp(${ms / 1000})`;
