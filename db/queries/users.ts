import { and, eq, isNull } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";

export type UserRow = typeof users.$inferSelect;

export async function byEmail(email: string): Promise<UserRow | null> {
  const [row] = await db().select().from(users).where(eq(users.email, email)).limit(1);
  return row ?? null;
}

export async function byId(id: string): Promise<UserRow | null> {
  const [row] = await db().select().from(users).where(eq(users.id, id)).limit(1);
  return row ?? null;
}

export async function anyExists(): Promise<boolean> {
  return (await db().select({ id: users.id }).from(users).limit(1)).length > 0;
}

export function insert(tx: Db, row: typeof users.$inferInsert) {
  return tx.insert(users).values(row);
}

/** Replaces password and name with those of a later sign-up. Changes no row if the email is already verified. */
export function replaceUnverified(
  tx: Db,
  id: string,
  changes: { passwordHash: string; name: string | null },
) {
  return tx
    .update(users)
    .set(changes)
    .where(and(eq(users.id, id), isNull(users.emailVerifiedAt)));
}

export function markVerified(tx: Db, id: string, now: Date) {
  return tx
    .update(users)
    .set({ emailVerifiedAt: now })
    .where(and(eq(users.id, id), isNull(users.emailVerifiedAt)));
}

export function setPassword(tx: Db, id: string, passwordHash: string) {
  return tx.update(users).set({ passwordHash }).where(eq(users.id, id));
}
