import { eq, lt, lte, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { throttles } from "#db/schema/accounts.ts";

export async function bySubject(subject: string) {
  const [row] = await db().select().from(throttles).where(eq(throttles.subject, subject)).limit(1);
  return row ?? null;
}

/** Blocks the subject until a moment; touches nothing while it is blocked already. */
export function block(tx: Db, subject: string, now: Date, blockedUntil: Date) {
  return tx
    .insert(throttles)
    .values({ subject, failures: 0, blockedUntil, updatedAt: now })
    .onConflictDoUpdate({
      target: throttles.subject,
      set: { blockedUntil, updatedAt: now },
      setWhere: lte(throttles.blockedUntil, now),
    });
}

/** Counts a failure: one more, or the first when the last one is older than `forgottenBefore`. Returns the count. */
export async function fail(subject: string, now: Date, forgottenBefore: Date): Promise<number> {
  const [row] = await db()
    .insert(throttles)
    .values({ subject, failures: 1, blockedUntil: now, updatedAt: now })
    .onConflictDoUpdate({
      target: throttles.subject,
      set: {
        failures: sql`case when ${lt(throttles.updatedAt, forgottenBefore)} then 1 else ${throttles.failures} + 1 end`,
        updatedAt: now,
      },
    })
    .returning({ failures: throttles.failures });
  return row!.failures;
}

export function extend(subject: string, blockedUntil: Date) {
  return db().update(throttles).set({ blockedUntil }).where(eq(throttles.subject, subject));
}

export function clear(subject: string) {
  return db().delete(throttles).where(eq(throttles.subject, subject));
}

/** Forgets what nobody has touched for long. */
export function sweep(untouchedSince: Date) {
  return db().delete(throttles).where(lt(throttles.updatedAt, untouchedSince));
}
