import type Database from "better-sqlite3";
import type { HourCounts, HourProgress } from "#db/queries/hour-counts.ts";

// Plain SQL without Drizzle, for the compactor's thread.

const UNCOUNTED = "seq <= (select uncounted_up_to from key_hours_counted)";
const SLICE = `workspace_id = @workspaceId and at >= @fromMs and at < @toMs and ${UNCOUNTED}`;

const SQL = {
  progress: `select since as sinceMs, until as untilMs, counting_hour as hourMs, counting_workspace_id as workspaceId,
    counting_from as fromMs from key_hours_counted`,
  save: `update key_hours_counted set since = @sinceMs, until = @untilMs, counting_hour = @hourMs,
    counting_workspace_id = @workspaceId, counting_from = @fromMs`,
  newest: `select max((select at from requests where workspace_id = workspaces.id and at < ? and ${UNCOUNTED}
    order by at desc limit 1)) from workspaces`,
  workspace: `select id from workspaces where id > @after and exists
    (select 1 from requests where workspace_id = workspaces.id and at >= @hourMs and at < @hourMs + 3600000 and ${UNCOUNTED})
    order by id limit 1`,
  row: `select at from requests where ${SLICE} order by at limit 1 offset @rows`,
  add: `insert into usage_key_hours (workspace_id, hour, key_id, status, environment, total)
    select workspace_id, @hourMs, key_id, status, environment, count(*) from requests
    where ${SLICE} and key_id is not null group by 1, 3, 4, 5
    on conflict (workspace_id, hour, key_id, status) do update set total = total + excluded.total`,
};

/** SQLite's counts by hour and key of rows that the compactor hasn't counted. `inTurn` runs a transaction. */
export function sqliteHourCounts(
  handle: Database.Database,
  inTurn: (transaction: () => void) => void,
): HourCounts {
  const progress = handle.prepare<[], HourProgress>(SQL.progress);
  const save = handle.prepare<[object]>(SQL.save);
  const newest = handle.prepare<[number], number | null>(SQL.newest).pluck();
  const workspace = handle.prepare<[object], string>(SQL.workspace).pluck();
  const row = handle.prepare<[object], number>(SQL.row).pluck();
  const add = handle.prepare<[object]>(SQL.add);
  return {
    progress: () => progress.get()!,
    save: (_before, after) => inTurn(() => void save.run(after)),
    newestBefore: (ms) => newest.get(ms) ?? null,
    nextWorkspace: (hourMs, after) => workspace.get({ hourMs, after }) ?? null,
    timeOfRow: (slice, rows) => row.get({ ...slice, rows }) ?? null,
    count: (slice, before, after) =>
      inTurn(
        handle.transaction(() => {
          if (!isSame(progress.get()!, before)) throw new Error("Another process is counting these requests");
          add.run(slice);
          save.run(after);
        }).immediate,
      ),
  };
}

const isSame = (one: HourProgress, other: HourProgress) =>
  one.hourMs === other.hourMs && one.workspaceId === other.workspaceId && one.fromMs === other.fromMs;
