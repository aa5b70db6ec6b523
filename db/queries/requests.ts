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
import { BATCH_ROWS, frontier, isSettled, type LeftRow } from "#db/queries/batch.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";
import { arrivals, requests, settling } from "#db/schema/ledger.ts";
import { ledger, unsettled } from "#db/schema/views.ts";

/** A row of the ledger, every column named. */
export type RequestRow = Required<Omit<typeof requests.$inferInsert, "seq">>;

/** Whose rows a limit counts. The ledger's `Subject` has this shape. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/** What has arrived and is not settled, oldest first: which row is whose, and what it took. A start waits for it. */
export async function left(): Promise<LeftRow[]> {
  const handle = sqlite();
  if (handle) return leftInSqlite(handle.ledger);
  const { seq, keyId, workspaceId, environment, userId, at, cost } = unsettled;
  return db()
    .select({ seq, keyId, workspaceId, environment, userId, at, cost })
    .from(unsettled)
    .orderBy(asc(seq));
}

type LeftValues = [number, string | null, string | null, string, string | null, number, number];

// A third of the time: after a crash under load there are a hundred thousand.
function leftInSqlite(ledger: Database.Database): LeftRow[] {
  const rows = ledger
    .prepare("select seq, key_id, workspace_id, environment, user_id, at, cost from unsettled order by seq")
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
      .insert(arrivals)
      .values(rows.map((row, i) => ({ ...row, seq: first + i }))));
  const insertAll = prepared("arrivals_append", () => inOneTransaction(handle.ledger));
  await retryWhileLocked(() => insertAll(first, rows));
}

function inOneTransaction(ledger: Database.Database) {
  const columns = Object.values(getTableColumns(arrivals)).map(({ name }) => name);
  const insert = ledger.prepare(
    `insert into arrivals (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
  );
  return ledger.transaction((first: number, rows: RequestRow[]) => {
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

/** Which of a subject's rows may be among the arrivals: these, or any. */
export type Unsettled = LeftRow[] | "any";

/** What was accepted after a moment, oldest first: epoch milliseconds and cost. */
export async function acceptedSince(
  counted: Counted,
  sinceMs: number,
  unsettled: Unsettled,
): Promise<{ at: number; cost: number }[]> {
  const since = new Date(sinceMs);
  const rows =
    unsettled === "any" || unsettled.length === 0
      ? await selectAccepted(counted, since, unsettled === "any")
      : await withLeft(counted, since, unsettled);
  return rows.map(({ at, cost }) => ({ at: at.getTime(), cost })).sort((a, b) => a.at - b.at);
}

/** When the newest row was decided, epoch milliseconds; 0 when there is none. */
export async function latestAt(): Promise<number> {
  const newest = async (rows: typeof arrivals, among: number) => {
    const last = db().select({ at: rows.at }).from(rows).orderBy(desc(rows.seq)).limit(among).as("last");
    const [row] = await db()
      .select({ at: max(last.at) })
      .from(last);
    return row?.at?.getTime() ?? 0;
  };
  // The newest of a batch that is settled may be any row of it.
  return Math.max(
    await newest(arrivals, 1),
    await newest(requests as unknown as typeof arrivals, BATCH_ROWS),
  );
}

// One statement: what is settled, and how far settling was at that same moment.
async function withLeft(counted: Counted, since: Date, left: LeftRow[]) {
  const select = prepared(`accepted_and_frontier_${counted.kind}`, (on, name) =>
    on
      .select({ ...frontier, at: requests.at, cost: requests.cost })
      .from(settling)
      .leftJoin(requests, isAccepted(requests, whose(anyOf(counted), requests), sql.placeholder("since")))
      .prepare(name),
  );
  const rows = await select.execute({ ...counted, since });
  const there = left.filter((row) => row.at > since && !isSettled(row, rows[0]!));
  return [...rows.flatMap(({ at, cost }) => (at && cost ? [{ at, cost }] : [])), ...there];
}

function selectAccepted(counted: Counted, since: Date, all: boolean) {
  if (all) return accepted(db(), ledger, whose(counted, ledger), since);
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

type Rows = typeof requests | typeof ledger;

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
