import { and, type Column, eq, gt, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import type { HourCounts, HourProgress, HourSlice } from "#db/queries/hour-counts.ts";
import { keyHoursCounted, requests, usageKeyHours } from "#db/schema/request-log.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** PostgreSQL's counts by hour and key. No rows of an hour that is counted may be appended any more. */
export const postgresqlHourCounts = {
  async progress() {
    const [row] = await db().select().from(keyHoursCounted).limit(1);
    return {
      sinceMs: row!.since.getTime(),
      untilMs: row!.until.getTime(),
      hourMs: row!.countingHour?.getTime() ?? null,
      workspaceId: row!.countingWorkspaceId,
      fromMs: row!.countingFrom?.getTime() ?? null,
    };
  },
  async save(before, after) {
    const saved = await db().update(keyHoursCounted).set(valuesOf(after)).where(stillAt(before)).returning();
    if (saved.length === 0) throw new AlreadyCounting();
  },
  async newestBefore(ms) {
    const found = firstRows(lt(at, new Date(ms)), sql`at desc`);
    const { rows } = await db().execute<{ ms: string | null }>(
      sql`select extract(epoch from max(found.at)) * 1000 as ms from ${found}`,
    );
    const newest = rows[0]?.ms ?? null;
    return newest === null ? null : Number(newest);
  },
  async nextWorkspace(hourMs, after) {
    const found = firstRows(inHour(hourMs), sql`at`);
    const { rows } = await db().execute<{ id: string }>(
      sql`select ${workspaces.id} from ${found} where ${gt(workspaces.id, after)} order by ${workspaces.id} limit 1`,
    );
    return rows[0]?.id ?? null;
  },
  async timeOfRow(slice, rows) {
    const [row] = await db()
      .select({ at })
      .from(requests)
      .where(among(slice))
      .orderBy(at)
      .limit(1)
      .offset(rows);
    return row?.at.getTime() ?? null;
  },
  async count(slice, before, after) {
    await db().transaction(async (tx) => {
      const moved = await tx.update(keyHoursCounted).set(valuesOf(after)).where(stillAt(before)).returning();
      if (moved.length === 0) throw new AlreadyCounting();
      // If the clock was set back, the hour may have been counted before it had all of its rows.
      if (slice.fromMs === slice.hourMs) await tx.delete(usageKeyHours).where(countsOf(slice));
      await tx.execute(add(slice));
    });
  },
} satisfies HourCounts;

const HOUR_MS = 3_600_000;
const { workspaceId, keyId, status, environment, at } = requests;
const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));

const valuesOf = (progress: HourProgress) => ({
  since: new Date(progress.sinceMs),
  until: new Date(progress.untilMs),
  countingHour: dateOf(progress.hourMs),
  countingWorkspaceId: progress.workspaceId,
  countingFrom: dateOf(progress.fromMs),
});

class AlreadyCounting extends Error {
  constructor() {
    super("Another process is counting these requests");
  }
}

function stillAt(progress: HourProgress): SQL | undefined {
  const { since, until, countingHour, countingWorkspaceId, countingFrom } = keyHoursCounted;
  const same = (column: Column, ms: number | null) =>
    sql`${column} is not distinct from ${sql.param(dateOf(ms), column)}`;
  return and(
    same(since, progress.sinceMs),
    same(until, progress.untilMs),
    same(countingHour, progress.hourMs),
    same(countingFrom, progress.fromMs),
    eq(countingWorkspaceId, progress.workspaceId),
  );
}

// Rows are only found by workspace and time. The limit keeps PostgreSQL from reading the whole log instead.
const firstRows = (where: SQL | undefined, order: SQL) =>
  sql`${workspaces} cross join lateral (
    select ${at} as at from ${requests} where ${and(eq(workspaceId, workspaces.id), where)} order by ${order} limit 1
  ) as found`;

const inHour = (hourMs: number) => and(gte(at, new Date(hourMs)), lt(at, new Date(hourMs + HOUR_MS)));

const among = (slice: HourSlice) =>
  and(eq(workspaceId, slice.workspaceId), gte(at, new Date(slice.fromMs)), lt(at, new Date(slice.toMs)));

const countsOf = (slice: HourSlice) =>
  and(eq(usageKeyHours.workspaceId, slice.workspaceId), eq(usageKeyHours.hour, new Date(slice.hourMs)));

function add(slice: HourSlice): SQL {
  const hour = sql.param(new Date(slice.hourMs), usageKeyHours.hour);
  return sql`insert into ${usageKeyHours} (workspace_id, hour, key_id, status, environment, total)
    select ${workspaceId}, ${hour}, ${keyId}, ${status}, ${environment}, count(*)
    from ${requests} where ${and(among(slice), isNotNull(keyId))}
    group by ${workspaceId}, ${keyId}, ${status}, ${environment}
    on conflict (workspace_id, hour, key_id, status) do update set total = ${usageKeyHours}.total + excluded.total`;
}
