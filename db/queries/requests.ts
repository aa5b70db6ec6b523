import type Database from "better-sqlite3";
import { and, desc, eq, getTableColumns, gt, isNotNull, max, type SQL, sql } from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { BATCH_ROWS } from "#db/queries/compaction-checkpoint.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";
import { requests, stagedRequests } from "#db/schema/request-log.ts";
import { requestLog } from "#db/schema/views.ts";

/** A row of the request log, every column named. */
export type RequestRow = Required<Omit<typeof requests.$inferInsert, "seq">>;

/** Whose rows a limit counts. The request log's `Subject` has this shape. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

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

/**
 * What was accepted after a moment, oldest first: epoch milliseconds and cost. With `staged`, staged rows are searched,
 * too: one statement, so it sees a row either staged or compacted.
 */
export async function acceptedSince(
  counted: Counted,
  sinceMs: number,
  staged: boolean,
): Promise<{ at: number; cost: number }[]> {
  const select = prepared(`accepted_since_${counted.kind}_${staged}`, (on, name) =>
    accepted(on, staged ? requestLog : requests, counted.kind).prepare(name),
  );
  const rows = await select.execute({ ...counted, since: new Date(sinceMs) });
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

type Rows = typeof requests | typeof requestLog;

function accepted(on: Db, rows: Rows, kind: Counted["kind"]) {
  const since = sql.param(sql.placeholder("since"), requests.at);
  return on
    .select({ at: rows.at, cost: rows.cost })
    .from(rows as typeof requests)
    .where(and(ofSubject(kind, rows), sql`${rows.at} > ${since}`, gt(rows.cost, 0)));
}

function ofSubject(
  kind: Counted["kind"],
  { keyId, userId, workspaceId, environment }: Rows,
): SQL | undefined {
  const named = sql.placeholder;
  if (kind === "key") return eq(keyId, named("keyId"));
  if (kind === "user") return eq(userId, named("userId"));
  return and(eq(workspaceId, named("workspaceId")), eq(environment, named("environment")), isNotNull(keyId));
}
