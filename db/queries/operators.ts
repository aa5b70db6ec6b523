import { and, asc, eq, inArray, isNotNull, isNull, or } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";

/** The operators who get emails: users with the flag, or with one of these addresses, if it is verified. */
export function recipients(emails: string[], limit: number) {
  const named = emails.length > 0 ? inArray(users.email, emails) : undefined;
  return db()
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(
      and(or(eq(users.operator, true), named), isNotNull(users.emailVerifiedAt), isNull(users.suspendedAt)),
    )
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(limit);
}

/** The users with the operator's flag, and those with one of these addresses. */
export function candidates(emails: string[]) {
  return db()
    .select()
    .from(users)
    .where(or(eq(users.operator, true), inArray(users.email, emails)))
    .orderBy(asc(users.email));
}

/** What decides whether a user is an operator. Lock the user in an earlier statement. */
export function columnsOf(tx: Db, userId: string) {
  return tx
    .select({ operator: users.operator, email: users.email, emailVerifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, userId));
}
