import { and, eq, gt, lt, lte, type SQL, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { throttles } from "#db/schema/accounts.ts";

/** How many attempts are free, and how the delay after each further one grows. */
export interface Delays {
  allowed: number;
  firstMs: number;
  /** How often the delay doubles before it is the longest. */
  doublings: number;
  longestMs: number;
}

export async function blockedUntil(subject: string): Promise<Date | null> {
  const [row] = await db()
    .select({ until: throttles.blockedUntil })
    .from(throttles)
    .where(eq(throttles.subject, subject))
    .limit(1);
  return row?.until ?? null;
}

/** A subject as the transaction sees it. */
export function stored(tx: Db, subject: string) {
  return tx
    .select({ blockedUntil: throttles.blockedUntil })
    .from(throttles)
    .where(eq(throttles.subject, subject));
}

/**
 * Counts an attempt, and blocks the subject if it has used up what is allowed. Changes no row if the subject is blocked, so
 * of any number of concurrent attempts only the allowed ones are counted. The count restarts if the last attempt was before
 * `forgottenBefore`.
 */
export function count(tx: Db, subject: string, now: Date, forgottenBefore: Date, delays: Delays) {
  const attempts = sql`case when ${lt(throttles.updatedAt, forgottenBefore)} then 1 else ${throttles.failures} + 1 end`;
  return tx
    .insert(throttles)
    .values({ subject, failures: 1, blockedUntil: NEVER_BLOCKED, updatedAt: now })
    .onConflictDoUpdate({
      target: throttles.subject,
      set: {
        failures: attempts,
        blockedUntil: blockedUntilAfter(attempts, delays),
        updatedAt: now,
      },
      setWhere: lte(throttles.blockedUntil, now),
    });
}

// Not `now`: concurrent requests are counted in any order, also one that arrived a moment earlier.
const NEVER_BLOCKED = new Date(0);

function blockedUntilAfter(attempts: SQL, { allowed, firstMs, doublings, longestMs }: Delays): SQL {
  const whole = (number: number) => sql.raw(String(number));
  const beyond = sql`(${attempts}) - ${whole(allowed)}`;
  const delayMs = sql`(case when ${beyond} >= ${whole(doublings)} then ${whole(longestMs)} else ${whole(firstMs)} << (${beyond}) end)`;
  const blocked = kit.plusMs(sql`excluded.updated_at`, delayMs);
  return sql`case when ${beyond} < 0 then ${throttles.blockedUntil} else ${blocked} end`;
}

/** Takes back an attempt that was counted but not made, with the delay that it may have caused. */
export function uncount(tx: Db, subject: string) {
  return tx
    .update(throttles)
    .set({ failures: sql`${throttles.failures} - 1`, blockedUntil: NEVER_BLOCKED })
    .where(and(eq(throttles.subject, subject), gt(throttles.failures, 0)));
}

export function clear(tx: Db, subject: string) {
  return tx.delete(throttles).where(eq(throttles.subject, subject));
}

/** Deletes subjects that haven't changed since `untouchedSince`. */
export function sweep(untouchedSince: Date) {
  return db().delete(throttles).where(lt(throttles.updatedAt, untouchedSince));
}
