// Gives the keys of a seeded database (DATA_DIR) a past: as many rows as the argument says, 60 to 2 days old, which the
// roll-ups have taken in long ago.
import { close, sqlite } from "#db/client.ts";

const rows = Number(process.argv[2]);
const DAY_MS = 86_400_000;
const start = Date.now() - 60 * DAY_MS;
const stepMs = (58 * DAY_MS) / rows;
const { control } = sqlite()!;
control.pragma("synchronous = OFF");
control.pragma("cache_size = -400000");
control.exec(`
  create temp table benched (i integer primary key, id text, workspace_id text);
  insert into benched (id, workspace_id) select id, workspace_id from api_keys where id like 'key_bench%';

  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
  insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
  select printf('req_%025d', n.i), ${start} + cast(n.i * ${stepMs} as integer), workspace_id, 'live', benched.id,
    'GET', '/gate', '/gate', 200, 1, 900, '[]'
  from n join benched on benched.i = 1 + n.i % (select count(*) from benched);
`);
control.pragma("wal_checkpoint(TRUNCATE)");
await close();
