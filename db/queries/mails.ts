import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { mails, signUps, users } from "#db/schema/accounts.ts";

export function insert(tx: Db, row: typeof mails.$inferInsert) {
  return tx.insert(mails).values(row);
}

/**
 * The emails that are due, in the order of their due times. An email to a sign-up has no address once the sign-up has
 * ended.
 */
export function due(now: Date, limit: number) {
  return db()
    .select({
      id: mails.id,
      kind: mails.kind,
      userId: mails.userId,
      signUpId: mails.signUpId,
      attempts: mails.attempts,
      email: sql<string | null>`coalesce(${users.email}, ${signUps.email})`,
      signUpEndsAt: signUps.expiresAt,
    })
    .from(mails)
    .leftJoin(users, eq(users.id, mails.userId))
    .leftJoin(signUps, and(eq(signUps.id, mails.signUpId), gt(signUps.expiresAt, now)))
    .where(lte(mails.dueAt, now))
    .orderBy(asc(mails.dueAt), asc(mails.id))
    .limit(limit);
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
