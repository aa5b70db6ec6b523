import { and, eq, gt, isNotNull, lte, max, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { ROLL_UP } from "#db/queries/usage.ts";
import { marks, requests, usageHours, usageKeyDays } from "#db/schema/ledger.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The rows after `after`, up to and with `upTo`, by the order of insertion. */
export interface SeqRange {
  after: number;
  upTo: number;
}

/** The next rows to take in, at most `limit`; null when all are. */
export async function next(limit: number): Promise<SeqRange | null> {
  await db().insert(marks).values({ name: ROLL_UP, seq: 0 }).onConflictDoNothing();
  const [mark] = await db().select({ seq: marks.seq }).from(marks).where(eq(marks.name, ROLL_UP));
  const after = mark!.seq;
  const slice = db()
    .select({ seq: requests.seq })
    .from(requests)
    .where(gt(requests.seq, after))
    .orderBy(requests.seq)
    .limit(limit);
  const [last] = await db()
    .select({ seq: max(sql`seq`.mapWith(Number)) })
    .from(slice.as("slice"));
  return last?.seq ? { after, upTo: Number(last.seq) } : null;
}

const inRange = ({ after, upTo }: SeqRange) =>
  and(gt(requests.seq, after), lte(requests.seq, upTo), isNotNull(requests.keyId));

export type HourRow = typeof usageHours.$inferInsert;
export type KeyDayRow = typeof usageKeyDays.$inferInsert;

/** The rows of a range by workspace, hour, route and status. */
export async function byHour(range: SeqRange): Promise<HourRow[]> {
  const rows = await db()
    .select({
      workspaceId: sql<string>`${requests.workspaceId}`,
      environment: requests.environment,
      hour: sql<number>`${kit.sliceStart(requests.at, HOUR_MS)}`.mapWith(Number),
      route: sql<string>`${requests.method} || ' ' || ${requests.route}`,
      status: requests.status,
      total: sql<number>`count(*)`.mapWith(Number),
      cost: sql<number>`sum(${requests.cost})`.mapWith(Number),
    })
    .from(requests)
    .where(inRange(range))
    .groupBy(sql`1`, sql`2`, sql`3`, sql`4`, sql`5`);
  return rows.map((row) => ({ ...row, hour: new Date(row.hour) }));
}

/** The rows of a range by key, day and status. */
export async function byKeyDay(range: SeqRange): Promise<KeyDayRow[]> {
  const rows = await db()
    .select({
      keyId: sql<string>`${requests.keyId}`,
      day: sql<number>`${kit.sliceStart(requests.at, DAY_MS)}`.mapWith(Number),
      status: requests.status,
      workspaceId: sql<string>`${requests.workspaceId}`,
      environment: requests.environment,
      total: sql<number>`count(*)`.mapWith(Number),
      lastAcceptedAt: sql<Date | null>`max(case when ${requests.cost} > 0 then ${requests.at} end)`.mapWith(
        requests.at,
      ),
    })
    .from(requests)
    .where(inRange(range))
    .groupBy(sql`1`, sql`2`, sql`3`, sql`4`, sql`5`);
  return rows.map((row) => ({ ...row, day: new Date(row.day) }));
}

/** Moves the mark over a range; touches nothing when somebody else has. */
export function moveMark(tx: Db, { after, upTo }: SeqRange) {
  return tx
    .update(marks)
    .set({ seq: upTo })
    .where(and(eq(marks.name, ROLL_UP), eq(marks.seq, after)));
}

export function addHours(tx: Db, rows: HourRow[]) {
  const { workspaceId, hour, environment, route, status } = usageHours;
  return tx
    .insert(usageHours)
    .values(rows)
    .onConflictDoUpdate({
      target: [workspaceId, hour, environment, route, status],
      set: {
        total: sql`${usageHours.total} + excluded.total`,
        cost: sql`${usageHours.cost} + excluded.cost`,
      },
    });
}

export function addKeyDays(tx: Db, rows: KeyDayRow[]) {
  return tx
    .insert(usageKeyDays)
    .values(rows)
    .onConflictDoUpdate({
      target: [usageKeyDays.keyId, usageKeyDays.day, usageKeyDays.status],
      set: {
        total: sql`${usageKeyDays.total} + excluded.total`,
        lastAcceptedAt: sql`coalesce(excluded.last_accepted_at, ${usageKeyDays.lastAcceptedAt})`,
      },
    });
}

/** Removes the oldest rows, at most `limit`, that were rolled up and are older than a moment. Returns how many. */
export async function prune(olderThan: Date, limit: number): Promise<number> {
  // The row of the mark stays: the order of insertion never starts again.
  const mark = sql`(select ${marks.seq} from ${marks} where ${marks.name} = ${ROLL_UP})`;
  const oldest = sql`select seq, at from ${requests} where seq < ${mark} order by seq limit ${limit}`;
  const gone = await db()
    .delete(requests)
    .where(
      sql`seq in (select seq from (${oldest}) as oldest where at < ${sql.param(olderThan, requests.at)})`,
    )
    .returning({ seq: requests.seq });
  return gone.length;
}
