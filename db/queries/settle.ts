import {
  and,
  asc,
  between,
  inArray,
  isNotNull,
  lt,
  max,
  min,
  type Placeholder,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Db, db, prepared, sqlite } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { arrivals, requestColumns, requests, usageHours, usageKeyDays } from "#db/schema/ledger.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Arrivals by their numbers, both included. */
export interface Slice {
  from: number;
  upTo: number;
}

/** The numbers of all that has arrived and is not settled; null when there is nothing. */
export async function waiting(): Promise<Slice | null> {
  // Each end by itself is the first row of the key; both in one question would walk all rows.
  const [first] = await db()
    .select({ seq: min(arrivals.seq) })
    .from(arrivals);
  const [last] = await db()
    .select({ seq: max(arrivals.seq) })
    .from(arrivals);
  return first?.seq && last?.seq ? { from: Number(first.seq), upTo: Number(last.seq) } : null;
}

type Bound = number | Placeholder;
type Build = (on: Db, from: Bound, upTo: Bound) => SliceStatement;
interface SliceStatement extends PromiseLike<unknown> {
  prepare(name: string): unknown;
}

// SQLite's one write lock is held meanwhile: what can be prepared before is. PostgreSQL's transaction has its own connection.
function onSlice(tx: Db, name: string, { from, upTo }: Slice, build: Build): PromiseLike<unknown> {
  if (!sqlite()) return build(tx, from, upTo);
  const statement = prepared(name, (on) =>
    build(on, sql.placeholder("from"), sql.placeholder("upTo")).prepare(name),
  ) as { run(values: object): unknown };
  return { run: () => statement.run({ from, upTo }) } as unknown as PromiseLike<unknown>;
}

const inSlice = (from: Bound, upTo: Bound) => between(arrivals.seq, from, upTo);

/** Copies the rows of a slice to where they stay. */
export function copy(tx: Db, slice: Slice) {
  const names = Object.keys(requestColumns()) as (keyof ReturnType<typeof requestColumns>)[];
  const columns = sql.join(
    names.map((name) => sql`${arrivals[name]}`),
    sql`, `,
  );
  return onSlice(tx, "settle_copy", slice, (on, from, upTo) =>
    on
      .insert(requests)
      .select(
        sql`select ${kit.nextSequence("requests")}, ${columns} from ${arrivals} where ${inSlice(from, upTo)}`,
      ),
  );
}

/** Counts the rows of a slice by workspace, hour, route and status. */
export function addHours(tx: Db, slice: Slice) {
  const { workspaceId, hour, environment, route, status } = usageHours;
  const counts = (from: Bound, upTo: Bound) =>
    sql`select ${arrivals.workspaceId}, ${arrivals.environment}, ${instantOf(HOUR_MS)}, ${arrivals.method} || ' ' || ${arrivals.route},
      ${arrivals.status}, count(*), sum(${arrivals.cost}) from ${arrivals} where ${ofKeys(from, upTo)} group by 1, 2, 3, 4, 5`;
  return onSlice(tx, "settle_hours", slice, (on, from, upTo) =>
    on
      .insert(usageHours)
      .select(counts(from, upTo))
      .onConflictDoUpdate({
        target: [workspaceId, hour, environment, route, status],
        set: {
          total: sql`${usageHours.total} + excluded.total`,
          cost: sql`${usageHours.cost} + excluded.cost`,
        },
      }),
  );
}

/** Counts the rows of a slice by key, day and status. */
export function addKeyDays(tx: Db, slice: Slice) {
  const accepted = sql`max(case when ${arrivals.cost} > 0 then ${arrivals.at} end)`;
  const counts = (from: Bound, upTo: Bound) =>
    sql`select ${arrivals.keyId}, ${instantOf(DAY_MS)}, ${arrivals.status}, ${arrivals.workspaceId}, ${arrivals.environment},
      count(*), ${accepted} from ${arrivals} where ${ofKeys(from, upTo)} group by 1, 2, 3, 4, 5`;
  return onSlice(tx, "settle_key_days", slice, (on, from, upTo) =>
    on
      .insert(usageKeyDays)
      .select(counts(from, upTo))
      .onConflictDoUpdate({
        target: [usageKeyDays.keyId, usageKeyDays.day, usageKeyDays.status],
        set: {
          total: sql`${usageKeyDays.total} + excluded.total`,
          lastAcceptedAt: sql`coalesce(excluded.last_accepted_at, ${usageKeyDays.lastAcceptedAt})`,
        },
      }),
  );
}

const ofKeys = (from: Bound, upTo: Bound) => and(inSlice(from, upTo), isNotNull(arrivals.keyId));
const instantOf = (ms: number): SQL => kit.toInstant(kit.sliceStart(arrivals.at, ms));

/** Removes a slice's arrivals; touches nothing when somebody else has. */
export function remove(tx: Db, slice: Slice) {
  return onSlice(tx, "settle_remove", slice, (on, from, upTo) =>
    on.delete(arrivals).where(inSlice(from, upTo)),
  );
}

/** Removes the oldest settled rows, at most `limit`, that are older than a moment. Returns how many. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  const [oldest] = await db().select({ at: requests.at }).from(requests).orderBy(asc(requests.seq)).limit(1);
  // To look costs nothing; to write takes the one write lock of SQLite.
  if (!oldest || oldest.at >= olderThan) return 0;
  const first = db()
    .select({ seq: requests.seq, at: requests.at })
    .from(requests)
    .orderBy(asc(requests.seq))
    .limit(limit)
    .as("first");
  const old = db().select({ seq: first.seq }).from(first).where(lt(first.at, olderThan));
  const gone = await db().delete(requests).where(inArray(requests.seq, old)).returning({ seq: requests.seq });
  return gone.length;
}
