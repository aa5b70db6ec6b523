import { desc, eq, gt, sql } from "drizzle-orm";
import type { Client } from "pg";
import { db } from "#db/client.ts";
import { INSTANCE_LOCKS } from "#db/cluster/epoch-functions.ts";
import { instances } from "#db/schema/postgresql/cluster.ts";

/** Adds an instance, and locks its number in this session: the number is free as soon as the session has ended. */
export async function join(session: Client, id: string, clockAheadMs: number): Promise<void> {
  const { rows } = await session.query("select nextval('instances_lock_number_seq')::int as number");
  const { number } = rows[0];
  await session.query("select pg_advisory_lock($1, $2)", [INSTANCE_LOCKS, number]);
  await session.query("insert into instances (id, lock_number, clock_ahead_ms) values ($1, $2, $3)", [
    id,
    number,
    clockAheadMs,
  ]);
}

/** Notes that an instance is there. Returns false if it was removed, because its session had ended. */
export async function noteSeen(
  id: string,
  clockAheadMs: number,
  redisRunId: string | null,
): Promise<boolean> {
  const seen = await db()
    .update(instances)
    .set({ seenAt: sql`clock_timestamp()`, clockAheadMs, redisRunId })
    .where(eq(instances.id, id))
    .returning({ id: instances.id });
  return seen.length > 0;
}

/** The IDs of the other instances whose session has ended. */
export async function dead(ownId: string): Promise<string[]> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from ${instances}
    where id <> ${ownId} and pg_try_advisory_xact_lock_shared(${INSTANCE_LOCKS}, lock_number)`);
  return rows.map(({ id }) => id);
}

export async function leave(id: string): Promise<void> {
  await db().delete(instances).where(eq(instances.id, id));
}

/** PostgreSQL's time in epoch milliseconds. */
export async function databaseMs(): Promise<number> {
  const { rows } = await db().execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return rows[0]!.ms;
}

/** How far the clock of a running instance is ahead of PostgreSQL's. Null: none is running. */
export async function clockAhead(): Promise<number | null> {
  const [last] = await db()
    .select({ aheadMs: instances.clockAheadMs })
    .from(instances)
    .where(gt(instances.seenAt, sql`clock_timestamp() - interval '10 seconds'`))
    .orderBy(desc(instances.seenAt))
    .limit(1);
  return last?.aheadMs ?? null;
}

/** Which runs of Redis the instances are connected to; null for those that are connected to none. */
export async function redisRunIds(): Promise<(string | null)[]> {
  const rows = await db().selectDistinct({ redisRunId: instances.redisRunId }).from(instances);
  return rows.map(({ redisRunId }) => redisRunId);
}
