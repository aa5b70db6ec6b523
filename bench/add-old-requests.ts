// Adds compacted requests that are 60 to 2 days old to a seeded SQLite database. Argument: how many.
import { openStore } from "./store.ts";

const rows = Number(process.argv[2]);
const DAY_MS = 86_400_000;
const start = Date.now() - 60 * DAY_MS;
const stepMs = (58 * DAY_MS) / rows;
const store = await openStore(process.env);
await store.run("create temp table benched (i integer primary key, id text, workspace_id text)");
await store.run(`insert into benched (id, workspace_id)
  select id, workspace_id from api_keys where id like 'key_bench%'`);
await store.run(`
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
  insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
  select printf('req_%025d', n.i), ${start} + cast(n.i * ${stepMs} as integer), workspace_id, 'live', benched.id,
    'GET', '/gate', '/gate', 200, 1, 900, '[]'
  from n join benched on benched.i = 1 + n.i % (select count(*) from benched)`);
await store.close();
