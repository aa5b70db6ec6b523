import { and, eq, gt, lt, lte, or, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { budgets } from "#db/schema/accounts.ts";

/**
 * Uses one of `limit` until `resetsAt`, which only matters if the budget was full. Changes no row if all are used, so of
 * any number of concurrent uses only `limit` succeed.
 */
export function use(tx: Db, subject: string, limit: number, now: Date, resetsAt: Date) {
  const full = lte(budgets.resetsAt, now);
  return tx
    .insert(budgets)
    .values({ subject, used: 1, resetsAt })
    .onConflictDoUpdate({
      target: budgets.subject,
      set: {
        used: sql`case when ${full} then 1 else ${budgets.used} + 1 end`,
        resetsAt: sql`case when ${full} then excluded.resets_at else ${budgets.resetsAt} end`,
      },
      setWhere: or(full, lt(budgets.used, limit)),
    });
}

/** A budget as the transaction sees it. */
export function stored(tx: Db, subject: string) {
  return tx.select({ used: budgets.used }).from(budgets).where(eq(budgets.subject, subject));
}

/** Gives back one. */
export function giveBack(tx: Db, subject: string, now: Date) {
  return tx
    .update(budgets)
    .set({ used: sql`${budgets.used} - 1` })
    .where(and(eq(budgets.subject, subject), gt(budgets.used, 0), gt(budgets.resetsAt, now)));
}

/** When the budget is full again; null if it is full. */
export async function resetsAt(subject: string, now: Date): Promise<Date | null> {
  const [row] = await db()
    .select({ resetsAt: budgets.resetsAt })
    .from(budgets)
    .where(and(eq(budgets.subject, subject), gt(budgets.resetsAt, now)))
    .limit(1);
  return row?.resetsAt ?? null;
}

/** Deletes the budgets that are full again. */
export function sweep(now: Date) {
  return db().delete(budgets).where(lte(budgets.resetsAt, now));
}
