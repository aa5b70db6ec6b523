// Fills an empty database (DATA_DIR) with one workspace's month: keys and ledger rows, rolled up. Arguments: how many of each.
import { close, sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { prepareLocalAccount } from "#lib/accounts/local.ts";
import { monthMs } from "#lib/limits/month.ts";

const [keys = 0, rows = 0] = process.argv.slice(2).map(Number);
const { start } = monthMs(Date.now());
const spanMs = Date.now() - start;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

await migrate();
await prepareLocalAccount(new Date());
const { control } = sqlite()!;
const one = (sql: string) => control.prepare(sql).pluck().get() as string;
const workspace = one("select id from workspaces limit 1");
const user = one("select id from users limit 1");
control.pragma("synchronous = OFF");
control.pragma("cache_size = -400000");
control.exec(`
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${keys})
  insert into api_keys (id, workspace_id, environment, name, hint, scopes, metadata, created_by_type, created_by_id, created_at)
  select printf('key_%025d', i), '${workspace}', 'live', 'key ' || i, 'lk_live_…', '[]', '{}', 'user', '${user}', ${start} + i from n;

  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
  insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
  select printf('req_%025d', i), ${start} + cast(i * ${spanMs / rows} as integer), '${workspace}', 'live',
    printf('key_%025d', 1 + (i * 7919) % ${keys}), 'GET', '/api/v1/me', '/api/v1/me', iif(i % 50 = 0, 429, 200), iif(i % 50 = 0, 0, 1), 900, '[]' from n;

  insert into usage_hours (workspace_id, environment, hour, route, status, total, cost)
  select workspace_id, environment, (at / ${HOUR_MS}) * ${HOUR_MS}, method || ' ' || route, status, count(*), sum(cost)
  from requests group by 1, 2, 3, 4, 5;

  insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
  select key_id, (at / ${DAY_MS}) * ${DAY_MS}, status, workspace_id, environment, count(*), max(iif(cost > 0, at, null))
  from requests group by 1, 2, 3;


`);
control.pragma("wal_checkpoint(TRUNCATE)");
await close();
