import { and, eq, isNull, sql } from "drizzle-orm";
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

/** Adds a user. Changes no row if the email already has one. */
export function insert(tx: Db, row: typeof users.$inferInsert) {
  return tx.insert(users).values(row).onConflictDoNothing({ target: users.email });
}

/** Locks the user's row until the transaction ends. */
export function lock(tx: Db, id: string) {
  return tx
    .update(users)
    .set({ passwordHash: sql`${users.passwordHash}` })
    .where(eq(users.id, id));
}

/** Locks the user until the transaction ends. Changes no row if the user has another password hash in the meantime. */
export function lockIfPassword(tx: Db, id: string, passwordHash: string) {
  return tx
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, id), eq(users.passwordHash, passwordHash)));
}

/**
 * Locks the user until the transaction ends. Changes no row if the user has another password hash in the meantime, or may
 * not log in.
 */
export function lockIfMayLogIn(tx: Db, id: string, passwordHash: string) {
  return tx
    .update(users)
    .set({ passwordHash })
    .where(
      and(
        eq(users.id, id),
        eq(users.passwordHash, passwordHash),
        isNull(users.suspendedAt),
        eq(users.awaitingApproval, false),
      ),
    );
}

export function setPassword(tx: Db, id: string, passwordHash: string) {
  return tx.update(users).set({ passwordHash }).where(eq(users.id, id));
}

/** Notes that the user has read an email to their address. */
export function noteEmailVerified(tx: Db, id: string, now: Date) {
  return tx
    .update(users)
    .set({ emailVerifiedAt: now })
    .where(and(eq(users.id, id), isNull(users.emailVerifiedAt)));
}
