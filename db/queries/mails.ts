import { asc, count, eq, lte, min, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { mails, users } from "#db/schema/accounts.ts";

export function insert(tx: Db, row: typeof mails.$inferInsert) {
  return tx.insert(mails).values(row);
}

/** The emails that are due, in the order of their due times. */
export function due(now: Date, limit: number) {
  return db()
    .select({
      id: mails.id,
      kind: mails.kind,
      userId: mails.userId,
      attempts: mails.attempts,
      email: users.email,
      name: users.name,
    })
    .from(mails)
    .innerJoin(users, eq(users.id, mails.userId))
    .where(lte(mails.dueAt, now))
    .orderBy(asc(mails.dueAt), asc(mails.id))
    .limit(limit);
}

/** How many emails are queued, and when the oldest of them was. */
export async function queueState(): Promise<{ waiting: number; oldest: Date | null }> {
  const [row] = await db()
    .select({ waiting: count(), oldest: min(mails.createdAt) })
    .from(mails);
  return row!;
}

export function remove(id: string) {
  return db().delete(mails).where(eq(mails.id, id));
}

export function postpone(id: string, dueAt: Date) {
  return db()
    .update(mails)
    .set({ dueAt, attempts: sql`${mails.attempts} + 1` })
    .where(eq(mails.id, id));
}
