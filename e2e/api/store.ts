import Database from "better-sqlite3";
import pg from "pg";
import type { Developer } from "#e2e/api/client.ts";
import type { Place } from "#e2e/world.ts";

type Row = Record<string, unknown>;

/** Runs one statement on the world's database, beside the server; parameters are `$1`, `$2` on both engines. */
export async function query(place: Place, sql: string, values: unknown[] = []): Promise<Row[]> {
  return place.dialect === "sqlite" ? inSqlite(place, sql, values) : inPostgresql(place, sql, values);
}

function inSqlite(place: Place, sql: string, values: unknown[]): Row[] {
  const database = new Database(place.databaseUrl.slice("file:".length), { timeout: 5000 });
  try {
    const statement = database.prepare(sql.replace(/\$\d+/g, "?"));
    if (statement.reader) return statement.all(...values) as Row[];
    statement.run(...values);
    return [];
  } finally {
    database.close();
  }
}

async function inPostgresql(place: Place, sql: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** A moment of a row, epoch milliseconds: SQLite keeps it as a number, PostgreSQL as a timestamp. */
export const epochMs = (moment: unknown): number =>
  moment instanceof Date ? moment.getTime() : Number(moment);

/** What the ledger holds of a key, oldest first. */
export async function ledgerOf(place: Place, keyId: string) {
  const rows = await query(place, "select id, at, cost, status from request_log where key_id = $1", [keyId]);
  return rows
    .map((row) => ({
      id: String(row.id),
      at: epochMs(row.at),
      cost: Number(row.cost),
      status: Number(row.status),
    }))
    .sort((a, b) => a.at - b.at);
}

/** Puts the developer's workspace on a plan of that many requests a minute; in force at once. */
export async function setPlan(
  place: Place,
  { email }: Developer,
  requestsPerMinute = 1_000_000,
): Promise<void> {
  const id = `of-${requestsPerMinute}`;
  await query(
    place,
    "insert into plans (id, name, requests_per_minute, position) values ($1, $2, $3, $4) on conflict do nothing",
    [id, id, requestsPerMinute, 9],
  );
  await query(
    place,
    "update workspaces set plan_id = $1 where id in (select workspace_id from members join users on users.id = user_id where email = $2)",
    [id, email],
  );
}

/** Ends every cool-down and delay of accounts, as if enough time had gone by. */
export async function endCoolDowns(place: Place): Promise<void> {
  await query(place, "delete from throttles");
}
