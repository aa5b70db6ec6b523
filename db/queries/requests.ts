import type Database from "better-sqlite3";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  max,
  type Placeholder,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { BATCH_ROWS, frontier, isCompacted, type LeftRow } from "#db/queries/compaction-checkpoint.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";
import { compactionCheckpoint, requests, stagedRequests } from "#db/schema/request-log.ts";
import { requestLog, staged } from "#db/schema/views.ts";

/** A row of the request log, every column named. */
export type RequestRow = Required<Omit<typeof requests.$inferInsert, "seq">>;

/** Whose rows a limit counts. The request log's `Subject` has this shape. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/** What has arrived and is not compacted, oldest first: which row is whose, and what it took. A start waits for it. */
export async function left(): Promise<LeftRow[]> {
  const handle = sqlite();
  if (handle) return leftInSqlite(handle.log);
  const { seq, keyId, workspaceId, environment, userId, at, cost } = staged;
  return db()
    .select({ seq, keyId, workspaceId, environment, userId, at, cost })
    .from(staged)
    .orderBy(asc(seq));
}

type LeftValues = [number, string | null, string | null, string, string | null, number, number];

// A third of the time: after a crash under load there are a hundred thousand.
function leftInSqlite(log: Database.Database): LeftRow[] {
  const rows = log
    .prepare("select seq, key_id, workspace_id, environment, user_id, at, cost from staged order by seq")
    .raw()
    .all() as LeftValues[];
  return rows.map(([seq, keyId, workspaceId, environment, userId, at, cost]) => ({
    seq,
    keyId,
    workspaceId,
    environment,
    userId,
    at: new Date(at),
    cost,
  }));
}

/** Appends rows in one commit, numbered from `first` on. */
export async function append(first: number, rows: RequestRow[]): Promise<void> {
  const handle = sqlite();
  if (!handle)
    return void (await db()
      .insert(stagedRequests)
      .values(rows.map((row, i) => ({ ...row, seq: first + i }))));
  const insertAll = prepared("staged_append", () => inOneTransaction(handle.log));
  await retryWhileLocked(() => insertAll(first, rows));
}

function inOneTransaction(log: Database.Database) {
  const columns = Object.values(getTableColumns(stagedRequests)).map(({ name }) => name);
  const insert = log.prepare(
    `insert into staged_requests (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
  );
  return log.transaction((first: number, rows: RequestRow[]) => {
    for (let i = 0; i < rows.length; i += 1) insert.run(valuesOf(first + i, rows[i]!));
  }).immediate;
}

// In the order of the table's columns.
function valuesOf(seq: number, row: RequestRow) {
  return [
    seq,
    row.id,
    row.at.getTime(),
    row.workspaceId,
    row.environment,
    row.keyId,
    row.hint,
    row.userId,
    row.method,
    row.path,
    row.route,
    row.status,
    row.code,
    row.cost,
    row.latencyMicros,
    row.ip,
    row.userAgent,
    JSON.stringify(row.checks),
  ];
}

/** Which of a subject's rows may be among the staged rows: these, or any. */
export type StagedRows = LeftRow[] | "any";

/** What was accepted after a moment, oldest first: epoch milliseconds and cost. */
export async function acceptedSince(
  counted: Counted,
  sinceMs: number,
  staged: StagedRows,
): Promise<{ at: number; cost: number }[]> {
  const since = new Date(sinceMs);
  const rows =
    staged === "any" || staged.length === 0
      ? await selectAccepted(counted, since, staged === "any")
      : await withLeft(counted, since, staged);
  return rows.map(({ at, cost }) => ({ at: at.getTime(), cost })).sort((a, b) => a.at - b.at);
}

/** When the newest row was decided, epoch milliseconds; 0 when there is none. */
export async function latestAt(): Promise<number> {
  const newest = async (rows: typeof stagedRequests, among: number) => {
    const last = db().select({ at: rows.at }).from(rows).orderBy(desc(rows.seq)).limit(among).as("last");
    const [row] = await db()
      .select({ at: max(last.at) })
      .from(last);
    return row?.at?.getTime() ?? 0;
  };
  // The newest of a batch that is compacted may be any row of it.
  return Math.max(
    await newest(stagedRequests, 1),
    await newest(requests as unknown as typeof stagedRequests, BATCH_ROWS),
  );
}

// One statement: what is compacted, and how far compaction was at that same moment.
async function withLeft(counted: Counted, since: Date, left: LeftRow[]) {
  const select = prepared(`accepted_and_frontier_${counted.kind}`, (on, name) =>
    on
      .select({ ...frontier, at: requests.at, cost: requests.cost })
      .from(compactionCheckpoint)
      .leftJoin(requests, isAccepted(requests, whose(anyOf(counted), requests), sql.placeholder("since")))
      .prepare(name),
  );
  const rows = await select.execute({ ...counted, since });
  const there = left.filter((row) => row.at > since && !isCompacted(row, rows[0]!));
  return [...rows.flatMap(({ at, cost }) => (at && cost ? [{ at, cost }] : [])), ...there];
}

function selectAccepted(counted: Counted, since: Date, all: boolean) {
  if (all) return accepted(db(), requestLog, whose(counted, requestLog), since);
  const select = prepared(`accepted_since_${counted.kind}`, (on, name) =>
    accepted(on, requests, whose(anyOf(counted), requests), sql.placeholder("since")).prepare(name),
  );
  return select.execute({ ...counted, since });
}

/** One of the same kind, to be named when the statement is executed. */
const anyOf = ({ kind }: Counted) => ({ kind, ...PLACEHOLDERS }) as unknown as Counted;

const PLACEHOLDERS = Object.fromEntries(
  ["workspaceId", "environment", "keyId", "userId"].map((name) => [name, sql.placeholder(name)]),
);

type Rows = typeof requests | typeof requestLog;

function accepted(on: Db, rows: Rows, of: SQL | undefined, since: Date | Placeholder) {
  return on
    .select({ at: rows.at, cost: rows.cost })
    .from(rows as typeof requests)
    .where(isAccepted(rows, of, since));
}

function isAccepted(rows: Rows, of: SQL | undefined, since: Date | Placeholder): SQL | undefined {
  return and(of, sql`${rows.at} > ${sql.param(since, requests.at)}`, gt(rows.cost, 0));
}

function whose(counted: Counted, rows: Rows): SQL | undefined {
  if (counted.kind === "key") return eq(rows.keyId, counted.keyId);
  if (counted.kind === "user") return eq(rows.userId, counted.userId);
  return and(
    eq(rows.workspaceId, counted.workspaceId),
    eq(rows.environment, counted.environment),
    isNotNull(rows.keyId),
  );
}
