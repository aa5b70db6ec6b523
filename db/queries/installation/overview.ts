import { statSync } from "node:fs";
import { and, asc, count, gt, gte, inArray, max, min, sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";
import { usageHours } from "#db/schema/request-log.ts";
import { staged } from "#db/schema/views.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** Counts the users after an ID, in the order of IDs: at most `limit`. */
export async function countUsersAfter(id: string, limit: number) {
  const chunk = db()
    .select({ id: users.id })
    .from(users)
    .where(gt(users.id, id))
    .orderBy(asc(users.id))
    .limit(limit)
    .as("chunk");
  const [row] = await db()
    .select({ seen: count(), last: max(chunk.id) })
    .from(chunk);
  return row!;
}

/** The workspaces after an ID, in the order of IDs. Deleted ones had requests, too. */
export function workspacesAfter(id: string, limit: number) {
  return db()
    .select({
      id: workspaces.id,
      name: workspaces.name,
      suspendedAt: workspaces.suspendedAt,
      deletedAt: workspaces.deletedAt,
    })
    .from(workspaces)
    .where(gt(workspaces.id, id))
    .orderBy(asc(workspaces.id))
    .limit(limit);
}

/** Requests of these workspaces' keys since a time, and since a later one, by status. */
export function requestsSince(ids: string[], month: Date, today: Date) {
  const start = sql.param(today, usageHours.hour);
  return db()
    .select({
      workspaceId: usageHours.workspaceId,
      status: usageHours.status,
      month: sql`sum(${usageHours.total})`.mapWith(Number),
      today: sql`sum(case when ${usageHours.hour} >= ${start} then ${usageHours.total} else 0 end)`.mapWith(
        Number,
      ),
    })
    .from(usageHours)
    .where(and(inArray(usageHours.workspaceId, ids), gte(usageHours.hour, month)))
    .groupBy(usageHours.workspaceId, usageHours.status);
}

/** When the oldest request was made that isn't in the counts yet; null if there is none. Always null on PostgreSQL. */
export async function oldestUncounted(): Promise<Date | null> {
  const first = db().select({ at: staged.at }).from(staged).orderBy(asc(staged.seq)).limit(1).as("first");
  const [row] = await db()
    .select({ at: min(first.at) })
    .from(first);
  return row?.at ?? null;
}

/** The size of the database in bytes. */
export async function storeBytes(): Promise<number> {
  const handle = sqlite();
  if (!handle) {
    const { rows } = await db().execute<{ size: string }>(
      sql`select pg_database_size(current_database()) as size`,
    );
    return Number(rows[0]!.size);
  }
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return sizeOf(handle.control.name) + sizeOf(`${handle.control.name}-wal`);
}
