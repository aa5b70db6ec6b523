import { and, eq, gt, lte } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { emailChanges, users } from "#db/schema/accounts.ts";

/** An email change that can still be confirmed, with its user. */
export async function live(id: string, now: Date) {
  const [row] = await db()
    .select({
      id: emailChanges.id,
      newEmail: emailChanges.newEmail,
      expiresAt: emailChanges.expiresAt,
      userId: users.id,
      oldEmail: users.email,
      passwordHash: users.passwordHash,
      operator: users.operator,
      emailVerifiedAt: users.emailVerifiedAt,
    })
    .from(emailChanges)
    .innerJoin(users, eq(users.id, emailChanges.userId))
    .where(and(eq(emailChanges.id, id), gt(emailChanges.expiresAt, now)))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof emailChanges.$inferInsert) {
  return tx.insert(emailChanges).values(row);
}

/** Changes no row if it was replaced or has already been confirmed. */
export function remove(tx: Db, id: string) {
  return tx.delete(emailChanges).where(eq(emailChanges.id, id));
}

/** Deletes those that have expired. */
export function sweep(now: Date) {
  return db().delete(emailChanges).where(lte(emailChanges.expiresAt, now));
}
