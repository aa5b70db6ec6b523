import type Database from "better-sqlite3";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  type Placeholder,
  type SQL,
  sql,
} from "drizzle-orm";
import { whenFree } from "#db/busy.ts";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { arrivals, requests } from "#db/schema/ledger.ts";
import { ledger } from "#db/schema/views.ts";

/** A row of the ledger, every column named. */
export type RequestRow = Required<Omit<typeof requests.$inferInsert, "seq">>;

/** Whose rows a limit counts. The ledger's `Subject` has this shape. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/** What has arrived and is not settled, oldest first: which row is whose, and what it took. */
export function unsettled() {
  const { seq, keyId, workspaceId, environment, userId, at, cost } = arrivals;
  return db()
    .select({ seq, keyId, workspaceId, environment, userId, at, cost })
    .from(arrivals)
    .orderBy(asc(seq));
}

/** Appends rows in one commit, numbered from `first` on. */
export async function append(first: number, rows: RequestRow[]): Promise<void> {
  const handle = sqlite();
  if (!handle)
    return void (await db()
      .insert(arrivals)
      .values(rows.map((row, i) => ({ ...row, seq: first + i }))));
  const insertAll = prepared("arrivals_append", () => inOneTransaction(handle.ledger));
  await whenFree(() => insertAll(first, rows));
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

/** An accepted row that an earlier process left among the arrivals. */
export interface LeftRow {
  seq: number;
  at: Date;
  cost: number;
}

/** Which of a subject's rows may be among the arrivals: these, or any. */
export type Unsettled = LeftRow[] | "any";

/** Of the rows that were left, those that are there still: rows are settled in the order of their numbers. */
export function stillLeft(left: LeftRow[], first: number | null): LeftRow[] {
  return first === null ? [] : left.filter(({ seq }) => seq >= first);
}

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

/** When the newest row was appended, epoch milliseconds; 0 when there is none. */
export async function latestAt(): Promise<number> {
  const newest = async (rows: typeof arrivals) =>
    (await db().select({ at: rows.at }).from(rows).orderBy(desc(rows.seq)).limit(1)).map(({ at }) =>
      at.getTime(),
    );
  return Math.max(0, ...(await newest(arrivals)), ...(await newest(requests as unknown as typeof arrivals)));
}

// One statement: what is settled, and where the unsettled begin at that same moment, in a row without a time.
async function withLeft(counted: Counted, since: Date, left: LeftRow[]) {
  const first = db()
    .select({ at: sql<Date>`null`, cost: sql<number>`min(${arrivals.seq})` })
    .from(arrivals);
  const rows = await accepted(db(), requests, whose(counted, requests), since).unionAll(first as never);
  const begin: { cost: number | null } | undefined = rows.find(({ at }) => at === null);
  const there = stillLeft(left, begin?.cost == null ? null : Number(begin.cost));
  return [...rows.filter(({ at }) => at !== null), ...there.filter(({ at }) => at > since)];
}

function selectAccepted(counted: Counted, since: Date, all: boolean) {
  if (all) return accepted(db(), ledger, whose(counted, ledger), since);
  const select = prepared(`accepted_since_${counted.kind}`, (on, name) => {
    const placeholders = { kind: counted.kind, ...PLACEHOLDERS } as unknown as Counted;
    return accepted(on, requests, whose(placeholders, requests), sql.placeholder("since")).prepare(name);
  });
  return select.execute({ ...counted, since });
}

const PLACEHOLDERS = Object.fromEntries(
  ["workspaceId", "environment", "keyId", "userId"].map((name) => [name, sql.placeholder(name)]),
);

type Rows = typeof requests | typeof ledger;

function accepted(on: Db, rows: Rows, of: SQL | undefined, since: Date | Placeholder) {
  const after = sql`${rows.at} > ${sql.param(since, requests.at)}`;
  return on
    .select({ at: rows.at, cost: rows.cost })
    .from(rows as typeof requests)
    .where(and(of, after, gt(rows.cost, 0)));
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
