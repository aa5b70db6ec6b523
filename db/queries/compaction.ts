import type Database from "better-sqlite3";
import { openSqliteFile } from "#db/sqlite-file.ts";

// Plain SQL without Drizzle, so the compactor's thread only loads SQLite's driver and needs a third less memory.

/** The columns of a request, staged or compacted. A new column must be added here. */
export const REQUEST_COLUMNS =
  "id, at, workspace_id, environment, key_id, hint, user_id, method, path, route, status, code, cost, latency_micros, ip, user_agent, checks";

/** The maximum size of a batch. The rows of a batch are in key order, so in `requests` they aren't sorted by time. */
export const LARGEST_BATCH_ROWS = 30_000;

/** Of the staged rows up to the number `upTo`, those up to row `seq` in key order are compacted. */
export interface Checkpoint {
  upTo: number;
  seq: number;
}

/** The checkpoint and the numbers of the first and last staged rows, or null if none are staged. */
export interface CompactionState extends Checkpoint {
  first: number | null;
  last: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

// The view `staged` uses the same expression.
const KEY = "coalesce(workspace_id, '') || '/' || coalesce(key_id, '')";
// `cross join` keeps SQLite from reordering, so the rows come in the order of the JSON array of numbers.
const ROWS = "json_each(?) as listed cross join staged_requests s where s.seq = listed.value";
const start = (ms: number) => `s.at / ${ms} * ${ms}`;

const SQL = {
  state: `select up_to as upTo, seq, (select min(seq) from staged_requests) as first,
    (select max(seq) from staged_requests) as last from compaction_checkpoint`,
  order: `select seq from staged where seq <= ? order by ${KEY}, seq`,
  move: `update compaction_checkpoint set up_to = @upTo, seq = @seq,
    key = iif(@seq = seq, key, coalesce((select ${KEY} from staged_requests s where s.seq = @seq), ''))
    where up_to = @fromUpTo and seq = @fromSeq`,
  copy: `insert into requests select null, ${REQUEST_COLUMNS.replace(/\w+/g, "s.$&")} from ${ROWS}`,
  countHours: `insert into usage_hours (workspace_id, environment, hour, route, status, code, total, cost)
    select s.workspace_id, s.environment, ${start(HOUR_MS)}, s.method || ' ' || s.route, s.status, coalesce(s.code, ''), count(*), sum(s.cost)
    from ${ROWS} and s.key_id is not null group by 1, 2, 3, 4, 5, 6
    on conflict (workspace_id, hour, environment, route, status, code)
    do update set total = total + excluded.total, cost = cost + excluded.cost`,
  // A key's rows are compacted in the order they were appended, so the last one is the latest.
  countKeyDays: `insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
    select s.key_id, ${start(DAY_MS)}, s.status, s.workspace_id, s.environment, count(*), max(iif(s.cost > 0, s.at, null))
    from ${ROWS} and s.key_id is not null group by 1, 2, 3, 4, 5
    on conflict (key_id, day, status)
    do update set total = total + excluded.total, last_accepted_at = coalesce(excluded.last_accepted_at, last_accepted_at)`,
  countKeyHours: `insert into usage_key_hours (workspace_id, hour, key_id, status, environment, total)
    select s.workspace_id, ${start(HOUR_MS)}, s.key_id, s.status, s.environment, count(*)
    from ${ROWS} and s.key_id is not null group by 1, 2, 3, 4, 5
    on conflict (workspace_id, hour, key_id, status) do update set total = total + excluded.total`,
  remove: "delete from staged_requests where seq <= ?",
  oldest: "select at from requests order by seq limit 1",
  prune: `delete from requests where seq in
    (select seq from (select seq, at from requests order by seq limit @limit) where at < @olderThan)`,
  oldestUnknown: "select at from requests where workspace_id is null order by at limit 1",
  nextWorkspace: "select id from workspaces where id > ? order by id limit 1",
  pruneKeyHours: `delete from usage_key_hours where workspace_id = @workspaceId and (hour, key_id, status) in
    (select hour, key_id, status from usage_key_hours where workspace_id = @workspaceId and hour < @olderThan
    order by hour, key_id, status limit @limit)`,
  oldestKeyHour: "select hour from usage_key_hours where workspace_id = ? order by hour limit 1",
  pruneUnknown: `delete from requests where seq in
    (select seq from requests where workspace_id is null and at < @olderThan order by at limit @limit)`,
};

/** A connection for compaction. Commits don't wait for the disk, because the rows are already stored. */
export function openForCompaction(file: string): Database.Database {
  const handle = openSqliteFile(file, "NORMAL");
  handle.pragma("wal_autocheckpoint = 0");
  // Keeps the journals of statements in memory. Files would take a quarter of a large statement's time.
  handle.pragma("temp_store = MEMORY");
  return handle;
}

/** Prepares the statements of compaction on a connection. `numbers` is a JSON array of row numbers. */
export function prepareCompaction(handle: Database.Database) {
  const state = handle.prepare(SQL.state);
  const order = handle.prepare<[number], number>(SQL.order).pluck();
  const run = <Values extends unknown[]>(sql: string) => {
    const statement = handle.prepare<Values>(sql);
    return (...values: Values) => statement.run(...values).changes;
  };
  const move = run<[object]>(SQL.move);
  const nextWorkspace = handle.prepare<[string], string>(SQL.nextWorkspace).pluck();
  const oldestKeyHour = handle.prepare<[string], number>(SQL.oldestKeyHour).pluck();
  const pruneKeyHours = run<[object]>(SQL.pruneKeyHours);
  // Looking first avoids taking the write lock for nothing.
  const pruneIfOld = (selectOldest: string, remove: string) => {
    const [oldest, prune] = [handle.prepare<[], number>(selectOldest).pluck(), run<[object]>(remove)];
    return (olderThan: number, limit: number) => {
      const at = oldest.get();
      return at === undefined || at >= olderThan ? 0 : prune({ olderThan, limit });
    };
  };
  return {
    state: () => state.get() as CompactionState,
    /** The numbers of a batch's rows that aren't compacted, sorted by key and then by number. */
    inKeyOrder: (upTo: number) => order.all(upTo),
    /** Returns false if another process has moved the checkpoint. */
    moveCheckpoint: (from: Checkpoint, to: Checkpoint) =>
      move({ ...to, fromUpTo: from.upTo, fromSeq: from.seq }) === 1,
    copy: run<[numbers: string]>(SQL.copy),
    countHours: run<[numbers: string]>(SQL.countHours),
    countKeyDays: run<[numbers: string]>(SQL.countKeyDays),
    countKeyHours: run<[numbers: string]>(SQL.countKeyHours),
    /** Removes staged rows up to a number. */
    remove: run<[upTo: number]>(SQL.remove),
    /** Removes up to `limit` of the oldest compacted rows if they are older than `olderThan`. Returns their number. */
    prune: pruneIfOld(SQL.oldest, SQL.prune),
    /** The same for requests with unknown keys. */
    pruneUnknownKeys: pruneIfOld(SQL.oldestUnknown, SQL.pruneUnknown),
    /** The workspace after another one in the order of their IDs. */
    nextWorkspace: (id: string) => nextWorkspace.get(id) ?? null,
    /** Removes up to `limit` of a workspace's counts of hours before `olderThan`. Returns their number. */
    pruneKeyHours: (workspaceId: string, olderThan: number, limit: number) => {
      const hour = oldestKeyHour.get(workspaceId);
      return hour === undefined || hour >= olderThan ? 0 : pruneKeyHours({ workspaceId, olderThan, limit });
    },
    inTransaction: (work: () => void) => handle.transaction(work).immediate(),
  };
}
