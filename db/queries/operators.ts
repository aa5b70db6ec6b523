import { and, eq, inArray, isNotNull, isNull, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";

/** The operators who get emails: users with the flag, or with one of these addresses, if it is verified. */
export function recipients(emails: string[]) {
  const named = emails.length > 0 ? inArray(users.email, emails) : undefined;
  return db()
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(
      and(or(eq(users.operator, true), named), isNotNull(users.emailVerifiedAt), isNull(users.suspendedAt)),
    )
    .limit(100);
}
