import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { codes } from "#db/schema/accounts.ts";

/** Whom a link belongs to. */
export type CodeOwner = { userId: string } | { signUpId: string } | { aboutId: string };

export async function byTokenHash(tokenHash: string, purpose: string) {
  const [row] = await db()
    .select({
      userId: codes.userId,
      signUpId: codes.signUpId,
      aboutId: codes.aboutId,
      expiresAt: codes.expiresAt,
      usedAt: codes.usedAt,
    })
    .from(codes)
    .where(and(eq(codes.tokenHash, tokenHash), eq(codes.purpose, purpose)))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof codes.$inferInsert) {
  return tx.insert(codes).values(row);
}

function ownedBy(owner: CodeOwner) {
  if ("userId" in owner) return eq(codes.userId, owner.userId);
  return "signUpId" in owner ? eq(codes.signUpId, owner.signUpId) : eq(codes.aboutId, owner.aboutId);
}

/** Expires the owner's earlier links for the same purpose. */
export function expireOlder(tx: Db, owner: CodeOwner, purpose: string, now: Date) {
  return tx
    .update(codes)
    .set({ expiresAt: now })
    .where(and(ownedBy(owner), eq(codes.purpose, purpose), isNull(codes.usedAt), gt(codes.expiresAt, now)));
}

/** Marks a valid code as used. Changes no row if it was already used or has expired. */
export function use(tx: Db, tokenHash: string, now: Date) {
  return tx
    .update(codes)
    .set({ usedAt: now })
    .where(and(eq(codes.tokenHash, tokenHash), isNull(codes.usedAt), gt(codes.expiresAt, now)));
}

/** Moves a sign-up's code to the user that it has activated, so that the code remains known as used. */
export function moveToUser(tx: Db, tokenHash: string, userId: string) {
  return tx.update(codes).set({ userId, signUpId: null }).where(eq(codes.tokenHash, tokenHash));
}

/** Ties a used code to its user, so that it remains known as used while what it was about is gone. */
export function keepUsed(tx: Db, tokenHash: string, userId: string) {
  return tx.update(codes).set({ userId, aboutId: null }).where(eq(codes.tokenHash, tokenHash));
}

/** Deletes codes that expired before `endedBefore`. */
export function sweep(endedBefore: Date) {
  return db().delete(codes).where(lt(codes.expiresAt, endedBefore));
}
