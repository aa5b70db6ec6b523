import { and, eq, gt, inArray, notExists, sql } from "drizzle-orm";
import { type Step, step } from "#db/atomically.ts";
import { type Db, db } from "#db/client.ts";
import { codes, emailChanges, mails, users } from "#db/schema/accounts.ts";

/** A user as they see themselves, with the new email that waits for its confirmation. */
export async function profile(id: string, now: Date) {
  const [row] = await db()
    .select({
      email: users.email,
      name: users.name,
      notifyKeyExpiring: users.notifyKeyExpiring,
      newEmail: emailChanges.newEmail,
      newEmailExpiresAt: emailChanges.expiresAt,
    })
    .from(users)
    .leftJoin(emailChanges, and(eq(emailChanges.userId, users.id), gt(emailChanges.expiresAt, now)))
    .where(eq(users.id, id))
    .limit(1);
  return row ?? null;
}

/** What a user can change themselves. Lock them in an earlier statement. */
export const read = (tx: Db, id: string) =>
  tx
    .select({ email: users.email, name: users.name, notifyKeyExpiring: users.notifyKeyExpiring })
    .from(users)
    .where(eq(users.id, id));

export type ProfileChanges = Partial<Pick<typeof users.$inferInsert, "name" | "notifyKeyExpiring">>;

export const change = (tx: Db, id: string, changes: ProfileChanges) =>
  tx.update(users).set(changes).where(eq(users.id, id));

/** Sets a new email. Changes no row if another user has it. Call `signUps.lockEmail` in an earlier step. */
export function setEmail(tx: Db, id: string, email: string, now: Date) {
  const taken = tx.select({ one: sql`1` }).from(sql`${users} other`).where(sql`other.email = ${email}`);
  return tx
    .update(users)
    .set({ email, emailVerifiedAt: now })
    .where(and(eq(users.id, id), notExists(taken)));
}

/** Ends a user's email change that waits for its confirmation, with its link and its queued email. */
export function endEmailChange(tx: Db, userId: string): Step[] {
  const pending = () =>
    tx.select({ id: emailChanges.id }).from(emailChanges).where(eq(emailChanges.userId, userId));
  return [
    step(tx.delete(codes).where(inArray(codes.aboutId, pending()))),
    step(tx.delete(mails).where(inArray(mails.aboutId, pending()))),
    step(tx.delete(emailChanges).where(eq(emailChanges.userId, userId))),
  ];
}

export function remove(tx: Db, id: string) {
  return tx.delete(users).where(eq(users.id, id));
}
