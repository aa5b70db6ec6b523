import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";

/** Locks a user's row, so that they stay an operator until the commit. */
export function lock(tx: Db, userId: string) {
  return tx
    .update(users)
    .set({ id: sql`${users.id}` })
    .where(eq(users.id, userId));
}

/** What decides whether a user is an operator. */
export function columnsOf(tx: Db, userId: string) {
  return tx
    .select({ operator: users.operator, email: users.email, emailVerifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, userId));
}
