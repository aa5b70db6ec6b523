import { eq, lt, lte, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { throttles } from "#db/schema/accounts.ts";

export async function bySubject(subject: string) {
  const [row] = await db().select().from(throttles).where(eq(throttles.subject, subject)).limit(1);
  return row ?? null;
}

/** Blocks a subject until `blockedUntil`. Changes no row if it is already blocked. */
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

/** Counts a failure and returns the count, which restarts if the last failure was before `forgottenBefore`. */
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

/** Deletes subjects that haven't changed since `untouchedSince`. */
export function sweep(untouchedSince: Date) {
  return db().delete(throttles).where(lt(throttles.updatedAt, untouchedSince));
}
