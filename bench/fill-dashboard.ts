// Fills a prepared SQLite database (see seeding.ts) with what a busy workspace has: keys, of which a few make most of the
// requests, and 30 days of requests with their counts. Arguments: the number of keys and of requests.
import { join } from "node:path";
import Database from "better-sqlite3";
import { newId } from "#lib/ids.ts";

const [keys = 0, rows = 0] = process.argv.slice(2).map(Number);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPAN_MS = 30 * DAY_MS;
const ROWS_A_TRANSACTION = 500_000;
const now = Date.now();
const start = now - SPAN_MS;

const database = new Database(join(process.env.DATA_DIR!, "latchkey.db"));
database.pragma("synchronous = OFF");
database.pragma("cache_size = -400000");
const [workspace, user] = ["workspaces", "users"].map((table) =>
  database.prepare(`select id from ${table} order by created_at, id limit 1`).pluck().get(),
) as [string, string];

const keyId = (i: number) => `key_${String(i).padStart(25, "0")}`;

/** One of a hundred requests has a rare outcome, so that filters for it find few rows. */
const OUTCOMES: [status: number, code: string | null][] = [
  ...Array<[number, null]>(90).fill([200, null]),
  ...Array<[number, string]>(6).fill([429, "rate_limited"]),
  [403, "forbidden"],
  [403, "inactive_api_key"],
  [401, "invalid_api_key"],
  [503, "unavailable"],
];
const METHODS = ["GET", "GET", "GET", "POST", "DELETE"];
const CHECKS = JSON.stringify(["credential", "API key lk_live_Ab3d…x7Qa", "key_status", "The key is active"]);

const random = (below: number) => Math.floor(Math.random() * below);
/** The lower a key's number is, the more requests it makes. */
const someKey = () => 1 + Math.floor(keys * Math.random() ** 4);

function insertKeys(): void {
  const insert =
    database.prepare(`insert into api_keys (id, workspace_id, environment, name, hint, scopes, metadata,
    created_by_type, created_by_id, root_user_id, created_at)
    values (?, ?, 'live', ?, 'lk_live_Ab3d…x7Qa', '["data:read"]', '{}', 'user', ?, ?, ?)`);
  for (let i = 1; i <= keys; i += 1) insert.run(keyId(i), workspace, `key ${i}`, user, user, start + i);
}

function insertRequests(from: number, to: number): void {
  const insert =
    database.prepare(`insert into requests (id, at, workspace_id, environment, key_id, hint, method, path, route,
    status, code, cost, latency_micros, ip, user_agent, checks)
    values (?, ?, ?, 'live', ?, 'lk_live_Ab3d…x7Qa', ?, ?, '/gate', ?, ?, ?, ?, ?, 'curl/8.5.0', ?)`);
  for (let i = from; i < to; i += 1) {
    const at = start + Math.floor((i * SPAN_MS) / rows);
    const [status, code] = OUTCOMES[random(OUTCOMES.length)]!;
    const method = METHODS[random(METHODS.length)]!;
    const [path, ip] = [`/v1/orders/${random(1000)}`, `192.0.2.${random(250)}`];
    const cost = status === 200 ? 1 : 0;
    const values = [newId("req", at), at, workspace, keyId(someKey()), method, path, status, code, cost];
    insert.run(...values, 200 + random(2000), ip, CHECKS);
  }
}

const indexes = database
  .prepare(
    "select name, sql from sqlite_master where type = 'index' and tbl_name = 'requests' and sql is not null",
  )
  .all() as { name: string; sql: string }[];
for (const { name } of indexes) database.exec(`drop index ${name}`);
database.transaction(insertKeys)();
for (let from = 0; from < rows; from += ROWS_A_TRANSACTION)
  database.transaction(insertRequests)(from, Math.min(rows, from + ROWS_A_TRANSACTION));
for (const { sql } of indexes) database.exec(sql);
database.exec(`
  insert into usage_hours (workspace_id, environment, hour, route, status, code, total, cost)
  select workspace_id, environment, (at / ${HOUR_MS}) * ${HOUR_MS}, method || ' ' || route, status, coalesce(code, ''), count(*), sum(cost)
  from requests where workspace_id = '${workspace}' group by 1, 2, 3, 4, 5, 6;
  insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
  select key_id, (at / ${DAY_MS}) * ${DAY_MS}, status, workspace_id, environment, count(*), max(iif(cost > 0, at, null))
  from requests where workspace_id = '${workspace}' group by 1, 2, 3;
  insert into usage_key_hours (workspace_id, hour, key_id, status, environment, total)
  select workspace_id, (at / ${HOUR_MS}) * ${HOUR_MS}, key_id, status, environment, count(*)
  from requests where workspace_id = '${workspace}' and key_id is not null group by 1, 2, 3, 4, 5`);
database.pragma("wal_checkpoint(TRUNCATE)");
database.close();
