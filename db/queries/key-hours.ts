import { and, eq, gt, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import { db, readDb } from "#db/client.ts";
import { keyHoursCounted, requests, usageKeyHours } from "#db/schema/request-log.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** The whole hours for which keys are counted by hour. They only become more, so what was read stays true. */
export interface CountedHours {
  since: Date;
  until: Date;
}

export async function countedHours(): Promise<CountedHours> {
  const [row] = await readDb().select().from(keyHoursCounted).limit(1);
  return row!;
}

const HOUR_MS = 3_600_000;
const PARTS = 6;

/**
 * On PostgreSQL, counts the hour after those that are counted. No row of that hour may be appended any more. Changes nothing
 * if another process has done it.
 */
export async function countHour({ until: hour }: CountedHours): Promise<void> {
  const end = new Date(hour.getTime() + HOUR_MS);
  await db().transaction(async (tx) => {
    const moved = await tx
      .update(keyHoursCounted)
      .set({ until: end })
      .where(eq(keyHoursCounted.until, hour))
      .returning({ until: keyHoursCounted.until });
    if (moved.length === 0) return;
    for (let part = 0; part < PARTS; part += 1) await tx.execute(countPart(hour, part));
  });
}

// In parts, so that no statement reaches its time limit. From the workspaces, because only their rows are found by time.
function countPart(hour: Date, part: number): SQL {
  const { workspaceId, keyId, status, environment, at } = requests;
  const [from, to] = [part, part + 1].map((n) => new Date(hour.getTime() + (n * HOUR_MS) / PARTS));
  const start = sql.param(hour, usageKeyHours.hour);
  return sql`insert into ${usageKeyHours} (workspace_id, hour, key_id, status, environment, total)
    select ${workspaceId}, ${start}, ${keyId}, ${status}, ${environment}, count(*)
    from ${workspaces} join ${requests} on ${workspaceId} = ${workspaces.id}
    where ${and(gte(at, from!), lt(at, to!), isNotNull(keyId))}
    group by ${workspaceId}, ${keyId}, ${status}, ${environment}
    on conflict (workspace_id, hour, key_id, status) do update set total = ${usageKeyHours}.total + excluded.total`;
}

/** Removes up to `limit` of a workspace's counts of hours before a time. Returns their number. */
export async function remove(workspaceId: string, before: Date, limit: number): Promise<number> {
  const { hour, keyId, status } = usageKeyHours;
  const old = db()
    .select({ hour, keyId, status })
    .from(usageKeyHours)
    .where(and(eq(usageKeyHours.workspaceId, workspaceId), lt(hour, before)))
    .orderBy(hour, keyId, status)
    .limit(limit);
  const gone = await db()
    .delete(usageKeyHours)
    .where(and(eq(usageKeyHours.workspaceId, workspaceId), sql`(hour, key_id, status) in ${old}`))
    .returning({ status });
  return gone.length;
}

/** The next workspace in the order of their IDs. Null after the last one. */
export async function workspaceAfter(id: string): Promise<string | null> {
  const [next] = await db()
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(gt(workspaces.id, id))
    .orderBy(workspaces.id)
    .limit(1);
  return next?.id ?? null;
}
