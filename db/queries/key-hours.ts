import { and, eq, gt, lt, sql } from "drizzle-orm";
import { db, readDb } from "#db/client.ts";
import { keyHoursCounted, usageKeyHours } from "#db/schema/request-log.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** The whole hours for which keys are counted by hour. They only become more, so what was read stays true. */
export interface CountedHours {
  since: Date;
  until: Date;
}

export async function countedHours(): Promise<CountedHours> {
  const { since, until } = keyHoursCounted;
  const [row] = await readDb().select({ since, until }).from(keyHoursCounted).limit(1);
  return row!;
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
