import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import type { Developer } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

type Row = Record<string, unknown>;

/** Runs a statement on the server's database; parameters are `$1`, `$2` on both engines. */
export async function query(server: TestServer, sql: string, values: unknown[] = []): Promise<Row[]> {
  return server.dialect === "sqlite" ? inSqlite(server, sql, values) : inPostgresql(server, sql, values);
}

function inSqlite(server: TestServer, sql: string, values: unknown[]): Row[] {
  const database = new Database(server.databaseUrl.slice("file:".length), { timeout: 5000 });
  try {
    const statement = database.prepare(sql.replace(/\$\d+/g, "?"));
    if (statement.reader) return statement.all(...values) as Row[];
    statement.run(...values);
    return [];
  } finally {
    database.close();
  }
}

async function inPostgresql(server: TestServer, sql: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** A row's time in epoch milliseconds; SQLite stores a number, PostgreSQL a timestamp. */
export const epochMs = (moment: unknown): number =>
  moment instanceof Date ? moment.getTime() : Number(moment);

/** The request log's rows of a key, oldest first. */
export async function requestLogOf(server: TestServer, keyId: string) {
  const rows = await query(server, "select id, at, cost, status from request_log where key_id = $1", [keyId]);
  return rows
    .map((row) => ({
      id: String(row.id),
      at: epochMs(row.at),
      cost: Number(row.cost),
      status: Number(row.status),
    }))
    .sort((a, b) => a.at - b.at);
}

/** Waits until no row of the request log is staged any more. */
export async function untilCompacted(server: TestServer): Promise<void> {
  const staged = async () => Number((await query(server, "select count(*) as n from staged"))[0]!.n);
  for (const deadline = Date.now() + 20_000; (await staged()) > 0; await delay(50))
    if (Date.now() > deadline) throw new Error("Rows are still staged after 20 s");
}

/** Puts the developer's workspace on a plan with that many requests a minute, effective immediately. */
export async function setPlan(
  server: TestServer,
  { email }: Developer,
  requestsPerMinute = 1_000_000,
): Promise<void> {
  const id = `of-${requestsPerMinute}`;
  await query(
    server,
    "insert into plans (id, name, requests_per_minute, position) values ($1, $2, $3, $4) on conflict do nothing",
    [id, id, requestsPerMinute, 9],
  );
  await query(
    server,
    "update workspaces set plan_id = $1 where id in (select workspace_id from members join users on users.id = user_id where email = $2)",
    [id, email],
  );
}

/** Makes the used refresh tokens of a developer look as if they had been used `seconds` earlier. */
export async function ageUsedRefreshTokens(
  server: TestServer,
  { email }: { email: string },
  seconds: number,
): Promise<void> {
  const earlier =
    server.dialect === "sqlite" ? `used_at - ${seconds * 1000}` : `used_at - interval '${seconds} seconds'`;
  await query(
    server,
    `update refresh_tokens set used_at = ${earlier} where used_at is not null and session_id in
      (select s.id from sessions s join users u on u.id = s.user_id where u.email = $1)`,
    [email],
  );
}

/** Ends every login delay and fills every budget, as if enough time had passed. */
export async function clearThrottles(server: TestServer): Promise<void> {
  await query(server, "delete from throttles");
  await query(server, "delete from budgets");
}

/** How many emails to an address are queued. */
export async function queuedTo(server: TestServer, email: string): Promise<number> {
  const rows = await query(
    server,
    `select 1 from mails m left join users u on u.id = m.user_id left join sign_ups s on s.id = m.sign_up_id
      where coalesce(m.email, u.email, s.email) = $1`,
    [email],
  );
  return rows.length;
}
