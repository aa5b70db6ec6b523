import { and, asc, eq, isNull } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { serviceCredentials } from "#db/schema/workspaces.ts";

export async function byHash(secretHash: string) {
  const [row] = await db()
    .select({ id: serviceCredentials.id, name: serviceCredentials.name })
    .from(serviceCredentials)
    .where(and(eq(serviceCredentials.secretHash, secretHash), isNull(serviceCredentials.revokedAt)))
    .limit(1);
  return row ?? null;
}

export function insert(tx: Db, row: typeof serviceCredentials.$inferInsert) {
  return tx.insert(serviceCredentials).values(row);
}

export function revoke(tx: Db, id: string, now: Date) {
  return tx
    .update(serviceCredentials)
    .set({ revokedAt: now })
    .where(and(eq(serviceCredentials.id, id), isNull(serviceCredentials.revokedAt)));
}

export function all() {
  return db()
    .select({
      id: serviceCredentials.id,
      name: serviceCredentials.name,
      createdAt: serviceCredentials.createdAt,
      revokedAt: serviceCredentials.revokedAt,
    })
    .from(serviceCredentials)
    .orderBy(asc(serviceCredentials.createdAt), asc(serviceCredentials.id));
}
