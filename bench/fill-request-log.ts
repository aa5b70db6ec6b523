// Fills a prepared SQLite database (see seeding.ts) with one workspace's keys, and a month of requests with their
// counts. Arguments: the number of keys and of requests.
import { copyRows } from "./copy-rows.ts";
import { openStore } from "./store.ts";

const [keys = 0, rows = 0] = process.argv.slice(2).map(Number);
const now = new Date();
const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
const spanMs = now.getTime() - start;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const store = await openStore(process.env);
const [workspace] = await store.column<string>("select id from workspaces limit 1");
await store.run("begin");
await copyRows(store, "api_keys", keys, {
  id: "printf('key_%025d', i)",
  environment: "'live'",
  name: "'key ' || i",
  created_at: `${start} + i`,
});
await store.run(`
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
  insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
  select printf('req_%025d', i), ${start} + cast(i * ${spanMs / rows} as integer), '${workspace}', 'live',
    printf('key_%025d', 1 + (i * 7919) % ${keys}), 'GET', '/api/v1/me', '/api/v1/me', iif(i % 50 = 0, 429, 200),
    iif(i % 50 = 0, 0, 1), 900, '[]' from n`);
await store.run(`
  insert into usage_hours (workspace_id, environment, hour, route, status, total, cost)
  select workspace_id, environment, (at / ${HOUR_MS}) * ${HOUR_MS}, method || ' ' || route, status, count(*), sum(cost)
  from requests group by 1, 2, 3, 4, 5`);
await store.run(`
  insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
  select key_id, (at / ${DAY_MS}) * ${DAY_MS}, status, workspace_id, environment, count(*), max(iif(cost > 0, at, null))
  from requests group by 1, 2, 3`);
await store.run("commit");
await store.close();
