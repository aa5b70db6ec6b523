import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { codes } from "#db/schema/accounts.ts";

export async function byTokenHash(tokenHash: string, purpose: string) {
  const [row] = await db()
    .select({ userId: codes.userId, expiresAt: codes.expiresAt, usedAt: codes.usedAt })
    .from(codes)
    .where(and(eq(codes.tokenHash, tokenHash), eq(codes.purpose, purpose)))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof codes.$inferInsert) {
  return tx.insert(codes).values(row);
}

/** Expires the user's earlier links for the same purpose. */
export function expireOlder(tx: Db, userId: string, purpose: string, now: Date) {
  return tx
    .update(codes)
    .set({ expiresAt: now })
    .where(
      and(
        eq(codes.userId, userId),
        eq(codes.purpose, purpose),
        isNull(codes.usedAt),
        gt(codes.expiresAt, now),
      ),
    );
}

/** Marks a valid code as used. Changes no row if it was already used or has expired. */
export function use(tx: Db, tokenHash: string, now: Date) {
  return tx
    .update(codes)
    .set({ usedAt: now })
    .where(and(eq(codes.tokenHash, tokenHash), isNull(codes.usedAt), gt(codes.expiresAt, now)));
}

/** Deletes codes that expired before `endedBefore`. */
export function sweep(endedBefore: Date) {
  return db().delete(codes).where(lt(codes.expiresAt, endedBefore));
}
