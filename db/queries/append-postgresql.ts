import type { Pool } from "pg";
import { EPOCH_LOCK } from "#db/cluster/epoch-functions.ts";
import type { RequestRow } from "#db/queries/requests.ts";

/** A row, and what its decision relied on: versions of key records, and in a cluster the epoch of the counters. */
export interface Append {
  row: RequestRow;
  relyingOn: { workspaceId: string; version: number }[];
  epoch?: number | null;
}

type Value = string | number | null;

// The columns of `requests` with the types and values of their parameters. A new column must be added here.
const COLUMNS: [name: string, type: string, read: (row: RequestRow) => Value][] = [
  ["id", "text", (row) => row.id],
  ["at", "bigint", (row) => row.at.getTime()],
  ["workspace_id", "text", (row) => row.workspaceId],
  ["environment", "text", (row) => row.environment],
  ["key_id", "text", (row) => row.keyId],
  ["hint", "text", (row) => row.hint],
  ["user_id", "text", (row) => row.userId],
  ["method", "text", (row) => row.method],
  ["path", "text", (row) => row.path],
  ["route", "text", (row) => row.route],
  ["status", "int", (row) => row.status],
  ["code", "text", (row) => row.code],
  ["cost", "int", (row) => row.cost],
  ["latency_micros", "int", (row) => row.latencyMicros],
  ["ip", "text", (row) => row.ip],
  ["user_agent", "text", (row) => row.userAgent],
  ["checks", "jsonb", (row) => JSON.stringify(row.checks)],
];

const names = COLUMNS.map(([name]) => name);
const parameters = COLUMNS.map(([, type], i) => `$${i + 4}::${type}[]`);
const selected = names.map((name) => (name === "at" ? "to_timestamp(at / 1000::float8)" : name));

// One statement and one commit: rows whose key records are current are added to the log and both counts. It returns the
// numbers of the others. The statement reads the versions when it starts, so it sees every change that was acknowledged
// before the request arrived. All appends insert in the same order (IDs, hours, days), so they never deadlock. A row
// whose ID already exists is neither inserted nor counted.
const append = (staleToo = "") => `
with stale as materialized (
  select n from unnest($1::int[], $2::text[], $3::bigint[]) as relied (n, workspace_id, version)
  where version <> coalesce((select v.version from key_versions v where v.workspace_id = relied.workspace_id), 0)${staleToo}
), appended as (
  insert into requests (${names.join(", ")})
  select ${selected.join(", ")} from unnest(${parameters.join(", ")}) with ordinality as given (${names.join(", ")}, n)
  where n::int not in (select n from stale)
  on conflict do nothing
  returning key_id, workspace_id, environment, at, method || ' ' || route as route, status, coalesce(code, '') as code, cost
), hours as (
  insert into usage_hours (workspace_id, hour, environment, route, status, code, total, cost)
  select workspace_id, date_bin('1 hour', at, 'epoch'), environment, route, status, code, count(*), sum(cost)
  from appended where key_id is not null group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
  on conflict (workspace_id, hour, environment, route, status, code)
  do update set total = usage_hours.total + excluded.total, cost = usage_hours.cost + excluded.cost
), days as (
  insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
  select key_id, date_bin('1 day', at, 'epoch'), status, workspace_id, environment, count(*), max(at) filter (where cost > 0)
  from appended where key_id is not null group by 1, 2, 3, 4, 5 order by 1, 2, 3
  on conflict (key_id, day, status)
  do update set total = usage_key_days.total + excluded.total,
    last_accepted_at = greatest(usage_key_days.last_accepted_at, excluded.last_accepted_at)
)
select n from stale`;
const APPEND = append();

const EPOCHS = `$${COLUMNS.length + 4}`;
const OF_OTHER_EPOCHS = `
  union
  select n::int from unnest(${EPOCHS}::bigint[]) with ordinality as decided (epoch, n)
  where epoch <> (select number from epochs where shard = 0)`;
const TYPES = ["int", "text", "bigint", ...COLUMNS.map(([, type]) => type), "bigint"];

// In a cluster, rows of other epochs are stale too. The lock is taken by a statement of its own, because the snapshot of
// the insert has to be taken while it is held: a lock within the same statement would come after its snapshot.
export const APPEND_FUNCTION = `
create or replace function append_requests(${TYPES.map((type) => `${type}[]`).join(", ")}) returns setof int
language plpgsql as $$ begin
perform pg_advisory_xact_lock_shared(${EPOCH_LOCK});
return query ${append(OF_OTHER_EPOCHS)};
end $$`;
const CALL = `select append_requests(${TYPES.map((type, i) => `$${i + 1}::${type}[]`).join(", ")}) as n`;

/**
 * Appends rows to the request log and its counts. Returns the indexes of the rows that weren't appended, because key
 * records that they rely on have changed or, in a cluster, because their epoch is over.
 */
export async function appendCurrent(log: Pool, appends: Append[], inCluster = false): Promise<number[]> {
  const ordered = appends.map((append, place) => ({ ...append, place })).sort(byId);
  const relied = ordered.flatMap(({ relyingOn }, i) =>
    relyingOn.map(({ workspaceId, version }) => ({ n: i + 1, workspaceId, version })),
  );
  const values = [
    arrayOf(relied, "int", ({ n }) => n),
    arrayOf(relied, "text", ({ workspaceId }) => workspaceId),
    arrayOf(relied, "bigint", ({ version }) => version),
    ...COLUMNS.map(([, type, read]) => arrayOf(ordered, type, ({ row }) => read(row))),
  ];
  if (inCluster) values.push(arrayOf(ordered, "bigint", ({ epoch }) => epoch ?? null));
  const statement = inCluster
    ? { name: "append_in_epoch", text: CALL }
    : { name: "append_requests", text: APPEND };
  const { rows } = await log.query<{ n: number }>({ ...statement, values });
  return rows.map(({ n }) => ordered[n - 1]!.place);
}

const byId = (one: Append, other: Append) => (one.row.id < other.row.id ? -1 : 1);

/** An array literal for PostgreSQL. The driver's own conversion takes twice as long. */
export function arrayOf<Item>(items: Item[], type: string, read: (item: Item) => Value): string {
  const quoted = type === "text" || type === "jsonb";
  let text = "{";
  for (let i = 0; i < items.length; i += 1) {
    const value = read(items[i]!);
    if (i > 0) text += ",";
    if (value === null) text += "NULL";
    else text += quoted ? `"${escaped(value as string)}"` : value;
  }
  return `${text}}`;
}

const escaped = (text: string) => (/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text);
