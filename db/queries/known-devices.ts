import { and, gt, inArray, lte, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { knownDevices } from "#db/schema/accounts.ts";

/** Which of these subjects are known. */
export async function among(subjects: string[], now: Date): Promise<Set<string>> {
  const rows = await db()
    .select({ subject: knownDevices.subject })
    .from(knownDevices)
    .where(and(inArray(knownDevices.subject, subjects), gt(knownDevices.expiresAt, now)));
  return new Set(rows.map((row) => row.subject));
}

/** Remembers a subject until `expiresAt`. */
export function remember(tx: Db, subject: string, expiresAt: Date) {
  return tx
    .insert(knownDevices)
    .values({ subject, expiresAt })
    .onConflictDoUpdate({ target: knownDevices.subject, set: { expiresAt: sql`excluded.expires_at` } });
}

export function sweep(now: Date) {
  return db().delete(knownDevices).where(lte(knownDevices.expiresAt, now));
}
