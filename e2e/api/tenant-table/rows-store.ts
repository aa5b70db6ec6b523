import Database from "better-sqlite3";
import pg from "pg";
import type { TestServer } from "#e2e/test-server.ts";

type Value = string | number | boolean | Date | object | null;
type Row = Record<string, unknown>;

/** The server's database on one open connection, because the table writes thousands of rows. */
export interface RowsStore {
  /** Parameters are `$1`, `$2`; each is used once, in this order. */
  query(sql: string, values?: Value[]): Promise<Row[]>;
  insert(table: string, row: Record<string, Value>): Promise<void>;
  close(): Promise<void>;
}

export async function openRowsStore(server: TestServer): Promise<RowsStore> {
  const { query, close } = server.dialect === "sqlite" ? openSqlite(server) : await openPostgresql(server);
  const insert = async (table: string, row: Record<string, Value>) => {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`);
    await query(`insert into ${table} (${columns}) values (${places})`, Object.values(row));
  };
  return { query, insert, close };
}

const isJson = (value: Value) => value !== null && typeof value === "object" && !(value instanceof Date);

function openSqlite(server: TestServer): Omit<RowsStore, "insert"> {
  const database = new Database(server.databaseUrl.slice("file:".length), { timeout: 5000 });
  const stored = (value: Value) => {
    if (value instanceof Date) return value.getTime();
    if (typeof value === "boolean") return Number(value);
    return isJson(value) ? JSON.stringify(value) : value;
  };
  return {
    query: async (sql, values = []) => {
      const statement = database.prepare(sql.replace(/\$\d+/g, "?"));
      if (statement.reader) return statement.all(...values.map(stored)) as Row[];
      statement.run(...values.map(stored));
      return [];
    },
    close: async () => {
      database.close();
    },
  };
}

async function openPostgresql(server: TestServer): Promise<Omit<RowsStore, "insert">> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  return {
    query: async (sql, values = []) => {
      const stored = values.map((value) => (isJson(value) ? JSON.stringify(value) : value));
      return (await client.query(sql, stored)).rows;
    },
    close: () => client.end(),
  };
}
